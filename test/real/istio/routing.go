package main

import (
	"path"
	"strings"

	listeners "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	routes "github.com/envoyproxy/go-control-plane/envoy/config/route/v3"
	faults "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/fault/v3"
	hcm "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/http_connection_manager/v3"
	tcp "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/tcp_proxy/v3"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"istio.io/istio/pilot/test/xdstest"
)

type routeInfo struct {
	Name string `json:"name,omitempty"`
	// Index is the place in the virtual host's list.
	Index int `json:"index"`
	// Config is the Istio object it was made of, as a path of the Kubernetes API.
	Config string `json:"config,omitempty"`
	// Action is route, redirect or direct response.
	Action  string     `json:"action"`
	Timeout string     `json:"timeout,omitempty"`
	Retries *retryInfo `json:"retries,omitempty"`
	// Mirrors are clusters that get copies.
	Mirrors       []destination `json:"mirrors,omitempty"`
	PrefixRewrite string        `json:"prefixRewrite,omitempty"`
	RegexRewrite  string        `json:"regexRewrite,omitempty"`
	HostRewrite   string        `json:"hostRewrite,omitempty"`
	// The rest are Envoy's own messages, where there are any.
	Redirect       any `json:"redirect,omitempty"`
	DirectResponse any `json:"directResponse,omitempty"`
	Fault          any `json:"fault,omitempty"`
}

type retryInfo struct {
	Attempts      uint32 `json:"attempts"`
	On            string `json:"on,omitempty"`
	PerTryTimeout string `json:"perTryTimeout,omitempty"`
}

func (m *meshServer) followHTTP(view *proxyView, filter *listeners.Filter, asked call, result *callResult) error {
	manager := xdstest.SilentlyUnmarshalAny[hcm.HttpConnectionManager](filter.GetTypedConfig())
	config := manager.GetRouteConfig()
	if config == nil {
		result.RouteConfig = manager.GetRds().GetRouteConfigName()
		config = view.routes[result.RouteConfig]
	}
	virtualHost := matchHost(config, asked.Host)
	if virtualHost == nil {
		return errNoVirtualHost
	}
	result.VirtualHost = virtualHost.Name
	if virtualHost.RequireTls == routes.VirtualHost_ALL && result.Terminates == "" {
		return errTLSRequired
	}
	if manager.GetNormalizePath().GetValue() {
		asked.Path = normalized(asked.Path)
	}
	for at, each := range virtualHost.GetRoutes() {
		fits, err := matches(each.GetMatch(), asked, result.Terminates != "")
		if err != nil {
			return err
		}
		if fits {
			m.take(view, each, at, result)
			return nil
		}
	}
	return errNoRoute
}

// normalized follows the dot segments of a path, as Envoy does before it asks its routes.
func normalized(asked string) string {
	bare, query, queried := strings.Cut(asked, "?")
	clean := path.Clean(bare)
	if clean != "/" && (strings.HasSuffix(bare, "/") || strings.HasSuffix(bare, "/.") || strings.HasSuffix(bare, "/..")) {
		clean += "/"
	}
	if queried {
		clean += "?" + query
	}
	if strings.Contains(bare, "//") {
		return asked
	}
	return clean
}

func (m *meshServer) take(view *proxyView, taken *routes.Route, at int, result *callResult) {
	info := &routeInfo{Name: taken.GetName(), Index: at}
	info.Config = taken.GetMetadata().GetFilterMetadata()["istio"].GetFields()["config"].GetStringValue()
	result.Route = info
	if packed, found := taken.GetTypedPerFilterConfig()["envoy.filters.http.fault"]; found {
		info.Fault = plain(xdstest.SilentlyUnmarshalAny[faults.HTTPFault](packed))
	}
	switch action := taken.GetAction().(type) {
	case *routes.Route_Redirect:
		info.Action, info.Redirect = "redirect", plain(action.Redirect)
	case *routes.Route_DirectResponse:
		info.Action, info.DirectResponse = "direct response", plain(action.DirectResponse)
	case *routes.Route_Route:
		info.Action = "route"
		info.read(action.Route)
		for _, each := range action.Route.GetRequestMirrorPolicies() {
			share := float64(each.GetRuntimeFraction().GetDefaultValue().GetNumerator())
			info.Mirrors = append(info.Mirrors, m.destination(view, each.GetCluster(), share))
		}
		if weighted := action.Route.GetWeightedClusters(); weighted != nil {
			for _, each := range weighted.GetClusters() {
				result.add(m.destination(view, each.GetName(), float64(each.GetWeight().GetValue())))
			}
		} else {
			result.add(m.destination(view, action.Route.GetCluster(), 100))
		}
	default:
		info.Action = "none"
	}
}

func (i *routeInfo) read(action *routes.RouteAction) {
	if timeout := action.GetTimeout(); timeout != nil {
		i.Timeout = timeout.AsDuration().String()
	}
	if policy := action.GetRetryPolicy(); policy != nil {
		i.Retries = &retryInfo{Attempts: policy.GetNumRetries().GetValue(), On: policy.GetRetryOn()}
		if limit := policy.GetPerTryTimeout(); limit != nil {
			i.Retries.PerTryTimeout = limit.AsDuration().String()
		}
	}
	i.PrefixRewrite = action.GetPrefixRewrite()
	i.RegexRewrite = action.GetRegexRewrite().GetSubstitution()
	i.HostRewrite = action.GetHostRewriteLiteral()
}

func (m *meshServer) followTCP(view *proxyView, filter *listeners.Filter, result *callResult) error {
	proxy := xdstest.SilentlyUnmarshalAny[tcp.TcpProxy](filter.GetTypedConfig())
	if weighted := proxy.GetWeightedClusters(); weighted != nil {
		for _, each := range weighted.GetClusters() {
			result.add(m.destination(view, each.GetName(), float64(each.GetWeight())))
		}
		return nil
	}
	result.add(m.destination(view, proxy.GetCluster(), 100))
	return nil
}

func (r *callResult) add(found destination) {
	r.Destinations = append(r.Destinations, found)
}

// plain gives a message of Envoy's as plain data.
func plain(message proto.Message) any {
	text, err := protojson.Marshal(message)
	if err != nil {
		return err.Error()
	}
	return rawJSON(text)
}
