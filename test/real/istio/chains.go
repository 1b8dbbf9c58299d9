package main

import (
	"net/netip"
	"slices"
	"strings"

	listeners "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"

	xdsfilters "istio.io/istio/pilot/pkg/xds/filters"
	"istio.io/istio/pilot/test/xdstest"
)

// connection is what the listener filters learn of a call.
type connection struct {
	port      int
	address   netip.Addr
	sni       string
	transport string
	protocol  string
}

func heard(listener *listeners.Listener, asked call) connection {
	learned := connection{port: asked.Port, transport: "raw_buffer"}
	learned.address, _ = netip.ParseAddr(asked.Address)
	if asked.TLS != "plaintext" {
		if inspects(listener, xdsfilters.TLSInspector.Name, asked.Port) {
			learned.transport, learned.sni, learned.protocol = "tls", strings.ToLower(asked.SNI), alpn(asked)
		}
		return learned
	}
	if inspects(listener, xdsfilters.HTTPInspector.Name, asked.Port) {
		learned.protocol = map[string]string{"http": "http/1.1", "http2": "h2c"}[asked.Protocol]
	}
	return learned
}

func alpn(asked call) string {
	if asked.ALPN != "" {
		return asked.ALPN
	}
	if asked.TLS == "mtls" {
		return orElse(map[string]string{"http": "istio-http/1.1", "http2": "istio-h2"}[asked.Protocol], "istio")
	}
	return map[string]string{"http": "http/1.1", "http2": "h2"}[asked.Protocol]
}

func inspects(listener *listeners.Listener, name string, port int) bool {
	filter, found := xdstest.ExtractListenerFilters(listener)[name]
	if !found {
		return false
	}
	return filter.FilterDisabled == nil || !xdstest.EvaluateListenerFilterPredicates(filter.FilterDisabled, port)
}

// matchChain sieves the filter chains criterion by criterion, as Envoy documents it: of those that are left the most
// specific match wins, and there is no way back. Sources are left out, since Istio never matches on them.
// https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/listener/v3/listener_components.proto
func matchChain(listener *listeners.Listener, by connection) (*listeners.FilterChain, error) {
	left := listener.FilterChains
	for _, criterion := range []func(*listeners.FilterChainMatch) int{
		by.rankPort, by.rankAddress, by.rankServerName, by.rankTransport, by.rankProtocol,
	} {
		left = mostSpecific(left, criterion)
	}
	switch {
	case len(left) == 1:
		return left[0], nil
	case len(left) > 1:
		return nil, errSeveralChains
	case listener.DefaultFilterChain != nil:
		return listener.DefaultFilterChain, nil
	}
	return nil, errNoFilterChain
}

// A rank of 0 is for a chain that asks for nothing, less for one that asks for something else.
func mostSpecific(all []*listeners.FilterChain, rank func(*listeners.FilterChainMatch) int) []*listeners.FilterChain {
	best, left := 0, []*listeners.FilterChain{}
	for _, each := range all {
		ranked := rank(each.GetFilterChainMatch())
		if ranked < best {
			continue
		}
		if ranked > best {
			best, left = ranked, nil
		}
		left = append(left, each)
	}
	return left
}

func (c connection) rankPort(match *listeners.FilterChainMatch) int {
	return among(match.GetDestinationPort() != nil, int(match.GetDestinationPort().GetValue()) == c.port)
}

func (c connection) rankAddress(match *listeners.FilterChainMatch) int {
	if len(match.GetPrefixRanges()) == 0 {
		return 0
	}
	best := -1
	for _, each := range match.GetPrefixRanges() {
		base, err := netip.ParseAddr(each.AddressPrefix)
		if err != nil {
			continue
		}
		prefix := netip.PrefixFrom(base, int(each.GetPrefixLen().GetValue()))
		if prefix.Contains(c.address) {
			best = max(best, 1+prefix.Bits())
		}
	}
	return best
}

func (c connection) rankServerName(match *listeners.FilterChainMatch) int {
	if len(match.GetServerNames()) == 0 {
		return 0
	}
	best := -1
	for _, name := range match.GetServerNames() {
		suffix, wild := strings.CutPrefix(name, "*")
		switch {
		case !wild && c.sni == name:
			return 1 << 20
		case wild && c.sni != "" && strings.HasSuffix(c.sni, suffix) && len(c.sni) > len(suffix):
			best = max(best, len(name))
		}
	}
	return best
}

func (c connection) rankTransport(match *listeners.FilterChainMatch) int {
	return among(match.GetTransportProtocol() != "", match.GetTransportProtocol() == c.transport)
}

func (c connection) rankProtocol(match *listeners.FilterChainMatch) int {
	return among(len(match.GetApplicationProtocols()) > 0, slices.Contains(match.GetApplicationProtocols(), c.protocol))
}

func among(asks bool, holds bool) int {
	switch {
	case !asks:
		return 0
	case holds:
		return 1
	}
	return -1
}
