package main

import (
	"encoding/json"
	"fmt"
	"strings"

	clusters "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	endpoint "github.com/envoyproxy/go-control-plane/envoy/config/endpoint/v3"
	listeners "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	routes "github.com/envoyproxy/go-control-plane/envoy/config/route/v3"

	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pilot/pkg/networking/util"
	"istio.io/istio/pkg/cluster"
	"istio.io/istio/pkg/network"
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
		for _, each := range m.server.RoutesFromListeners(made.proxy, made.listeners) {
			made.routes[each.Name] = each
		}
	})
	if err != nil {
		return nil, fmt.Errorf("configuration of the proxy: %w", err)
	}
	m.proxies[string(key)] = made
	return made, nil
}
