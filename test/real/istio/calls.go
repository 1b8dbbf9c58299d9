package main

import (
	"encoding/json"
	"errors"
	"strings"

	listeners "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	tls "github.com/envoyproxy/go-control-plane/envoy/extensions/transport_sockets/tls/v3"

	"istio.io/istio/pilot/test/xdstest"
	"istio.io/istio/pkg/config/host"
	"istio.io/istio/pkg/wellknown"
)

type routeRequest struct {
	Mesh  string       `json:"mesh"`
	Proxy proxyRequest `json:"proxy"`
	Calls []call       `json:"calls"`
}

type call struct {
	// Mode is outbound (default, from the application of a sidecar), gateway (to a router), or inbound (to a sidecar).
	Mode string `json:"mode,omitempty"`
	// Host is the Host header, and the SNI of TLS unless sni says otherwise.
	Host string `json:"host,omitempty"`
	// Address is where the connection goes; default: that of the service called host, else one that nothing has.
	Address string `json:"address,omitempty"`
	Port    int    `json:"port"`
	// Protocol is http (default), http2 or tcp; TLS is plaintext (default), tls, or mtls of the mesh.
	Protocol string            `json:"protocol,omitempty"`
	TLS      string            `json:"tls,omitempty"`
	SNI      string            `json:"sni,omitempty"`
	ALPN     string            `json:"alpn,omitempty"`
	Method   string            `json:"method,omitempty"`
	Path     string            `json:"path,omitempty"`
	Headers  map[string]string `json:"headers,omitempty"`
}

type callResult struct {
	Error       string `json:"error,omitempty"`
	Address     string `json:"address,omitempty"`
	Listener    string `json:"listener,omitempty"`
	FilterChain string `json:"filterChain,omitempty"`
	RouteConfig string `json:"routeConfig,omitempty"`
	VirtualHost string `json:"virtualHost,omitempty"`
	// Terminates is tls, mtls, or mesh (mtls with the mesh's own certificates) where the proxy ends the caller's TLS.
	Terminates string     `json:"terminates,omitempty"`
	Route      *routeInfo `json:"route,omitempty"`
	// Destinations are all, with their weights; a route that goes to one cluster gives it weight 100.
	Destinations []destination `json:"destinations,omitempty"`
}

// The words for what goes wrong before there is a destination.
var (
	errNoListener    = errors.New("no listener")
	errNoFilterChain = errors.New("no filter chain")
	errSeveralChains = errors.New("several filter chains")
	errNotTLS        = errors.New("plaintext where TLS is expected")
	errNotMutual     = errors.New("no client certificate where one is required")
	errProtocol      = errors.New("not HTTP where HTTP is expected")
	errNoVirtualHost = errors.New("no virtual host")
	errNoRoute       = errors.New("no route")
	errTLSRequired   = errors.New("redirected to https")
	errNothing       = errors.New("a filter chain that forwards nothing")
)

func (s *session) route(line []byte) (any, error) {
	asked := routeRequest{}
	if err := json.Unmarshal(line, &asked); err != nil {
		return nil, err
	}
	mesh, found := s.meshes[asked.Mesh]
	if !found {
		return nil, errors.New("no such mesh; send a `mesh` request first")
	}
	view, err := mesh.view(asked.Proxy)
	if err != nil {
		return nil, err
	}
	results := make([]callResult, 0, len(asked.Calls))
	err = mesh.test.guard(func() {
		for _, each := range asked.Calls {
			results = append(results, mesh.simulate(view, each))
		}
	})
	return results, err
}

func (m *meshServer) simulate(view *proxyView, asked call) callResult {
	asked = m.complete(view, asked)
	result := callResult{Address: asked.Address}
	if err := m.follow(view, asked, &result); err != nil {
		result.Error = err.Error()
	}
	return result
}

func (m *meshServer) complete(view *proxyView, asked call) call {
	asked.Mode = orElse(asked.Mode, "outbound")
	asked.Protocol = orElse(asked.Protocol, "http")
	asked.TLS = orElse(asked.TLS, "plaintext")
	asked.Method = orElse(asked.Method, "GET")
	asked.Path = orElse(asked.Path, "/")
	if asked.SNI == "" && asked.TLS == "tls" {
		asked.SNI = asked.Host
	}
	if asked.Address == "" {
		asked.Address = "198.51.100.1"
		if service := m.server.PushContext().ServiceForHostname(view.proxy, host.Name(asked.Host)); service != nil {
			asked.Address = service.GetAddressForProxy(view.proxy)
		}
	}
	return asked
}

func (m *meshServer) follow(view *proxyView, asked call, result *callResult) error {
	listener := matchListener(view.listeners, asked)
	if listener == nil {
		return errNoListener
	}
	result.Listener = listener.Name
	chain, err := matchChain(listener, heard(listener, asked))
	if err != nil {
		return err
	}
	result.FilterChain = chain.Name
	if result.Terminates, err = terminate(chain, asked); err != nil {
		return err
	}
	for _, filter := range chain.Filters {
		switch filter.Name {
		case wellknown.HTTPConnectionManager:
			if asked.Protocol == "tcp" || (asked.TLS != "plaintext" && result.Terminates == "") {
				return errProtocol
			}
			return m.followHTTP(view, filter, asked, result)
		case wellknown.TCPProxy:
			return m.followTCP(view, filter, result)
		}
	}
	return errNothing
}

func terminate(chain *listeners.FilterChain, asked call) (string, error) {
	if chain.TransportSocket == nil {
		return "", nil
	}
	if asked.TLS == "plaintext" {
		return "", errNotTLS
	}
	context := xdstest.SilentlyUnmarshalAny[tls.DownstreamTlsContext](chain.TransportSocket.GetTypedConfig())
	if !context.GetRequireClientCertificate().GetValue() {
		return "tls", nil
	}
	if asked.TLS != "mtls" {
		return "", errNotMutual
	}
	for _, each := range context.GetCommonTlsContext().GetTlsCertificateSdsSecretConfigs() {
		if each.GetName() == "default" {
			return "mesh", nil
		}
	}
	return "mtls", nil
}

// Where the exact address has no listener the wildcard's takes the connection, then the one for everything else.
func matchListener(all []*listeners.Listener, asked call) *listeners.Listener {
	if asked.Mode == "inbound" {
		return xdstest.ExtractListener("virtualInbound", all)
	}
	for _, address := range []string{asked.Address, "0.0.0.0"} {
		for _, each := range all {
			if listensOn(each, address, asked.Port) {
				return each
			}
		}
	}
	return xdstest.ExtractListener("virtualOutbound", all)
}

func listensOn(listener *listeners.Listener, address string, port int) bool {
	socket := listener.GetAddress().GetSocketAddress()
	if int(socket.GetPortValue()) != port || strings.HasPrefix(listener.Name, "virtual") {
		return false
	}
	if socket.GetAddress() == address {
		return true
	}
	for _, more := range listener.GetAdditionalAddresses() {
		if more.GetAddress().GetSocketAddress().GetAddress() == address {
			return true
		}
	}
	return false
}
