package main

import (
	"encoding/json"
	"fmt"
	"strings"

	clusters "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	endpoint "github.com/envoyproxy/go-control-plane/envoy/config/endpoint/v3"
	listeners "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	routes "github.com/envoyproxy/go-control-plane/envoy/config/route/v3"
	hcm "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/http_connection_manager/v3"

	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pilot/pkg/networking/util"
	"istio.io/istio/pilot/test/xdstest"
	"istio.io/istio/pkg/cluster"
	"istio.io/istio/pkg/network"
	"istio.io/istio/pkg/util/sets"
	"istio.io/istio/pkg/wellknown"
)

type proxyRequest struct {
	// Type is sidecar (default) or router.
	Type           string            `json:"type,omitempty"`
	Namespace      string            `json:"namespace"`
	Name           string            `json:"name,omitempty"`
	Labels         map[string]string `json:"labels,omitempty"`
	Cluster        string            `json:"cluster"`
	Network        string            `json:"network,omitempty"`
	ServiceAccount string            `json:"serviceAccount,omitempty"`
	// IP should be that of a pod, where the pod's own services matter.
	IP string `json:"ip,omitempty"`
	// Locality as region/zone/subzone.
	Locality     string `json:"locality,omitempty"`
	IstioVersion string `json:"istioVersion,omitempty"`
}

// proxyView is the configuration that one proxy would be sent.
type proxyView struct {
	proxy     *model.Proxy
	listeners []*listeners.Listener
	clusters  map[string]*clusters.Cluster
	routes    map[string]*routes.RouteConfiguration
	// assignments are filled as they are asked for.
	assignments map[string]*endpoint.ClusterLoadAssignment
}

func (p proxyRequest) model() *model.Proxy {
	version := orElse(p.IstioVersion, "1.31.0")
	ip := orElse(p.IP, "192.0.2.1")
	name := orElse(p.Name, "client")
	proxy := &model.Proxy{
		Type:            model.NodeType(orElse(p.Type, "sidecar")),
		ID:              name + "." + p.Namespace,
		IPAddresses:     []string{ip},
		ConfigNamespace: p.Namespace,
		Labels:          p.Labels,
		DNSDomain:       p.Namespace + ".svc.cluster.local",
		Metadata: &model.NodeMetadata{
			Namespace:      p.Namespace,
			Labels:         p.Labels,
			ClusterID:      cluster.ID(p.Cluster),
			Network:        network.ID(p.Network),
			ServiceAccount: p.ServiceAccount,
			IstioVersion:   version,
			InstanceIPs:    []string{ip},
		},
	}
	if p.Locality != "" {
		proxy.Locality = util.ConvertLocality(p.Locality)
	}
	return proxy
}

func orElse(text string, otherwise string) string {
	if strings.TrimSpace(text) == "" {
		return otherwise
	}
	return text
}

// view builds a proxy's configuration once.
func (m *meshServer) view(asked proxyRequest) (*proxyView, error) {
	key, err := json.Marshal(asked)
	if err != nil {
		return nil, err
	}
	if known, found := m.proxies[string(key)]; found {
		return known, nil
	}
	made := &proxyView{
		clusters:    map[string]*clusters.Cluster{},
		routes:      map[string]*routes.RouteConfiguration{},
		assignments: map[string]*endpoint.ClusterLoadAssignment{},
	}
	err = m.test.guard(func() {
		made.proxy = m.server.SetupProxy(asked.model())
		made.listeners = m.server.Listeners(made.proxy)
		for _, each := range m.server.Clusters(made.proxy) {
			made.clusters[each.Name] = each
		}
		push := &model.PushRequest{Push: m.server.PushContext()}
		resources, _ := m.server.ConfigGen.BuildHTTPRoutes(made.proxy, push, routeNames(made.listeners))
		for _, each := range resources {
			made.routes[each.Name] = xdstest.SilentlyUnmarshalAny[routes.RouteConfiguration](each.Resource)
		}
	})
	if err != nil {
		return nil, fmt.Errorf("configuration of the proxy: %w", err)
	}
	m.proxies[string(key)] = made
	return made, nil
}

// routeNames lists the route configurations that a proxy with these listeners would ask for, each once.
func routeNames(all []*listeners.Listener) []string {
	names := sets.New[string]()
	for _, listener := range all {
		for _, chain := range append(listener.GetFilterChains(), listener.GetDefaultFilterChain()) {
			for _, filter := range chain.GetFilters() {
				if filter.Name == wellknown.HTTPConnectionManager {
					manager := xdstest.SilentlyUnmarshalAny[hcm.HttpConnectionManager](filter.GetTypedConfig())
					names.Insert(manager.GetRds().GetRouteConfigName())
				}
			}
		}
	}
	names.Delete("")
	return sets.SortedList(names)
}
