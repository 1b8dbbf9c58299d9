package main

import (
	"encoding/json"
	"fmt"

	clusters "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	core "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	endpoint "github.com/envoyproxy/go-control-plane/envoy/config/endpoint/v3"
	tls "github.com/envoyproxy/go-control-plane/envoy/extensions/transport_sockets/tls/v3"

	"istio.io/istio/pilot/pkg/networking/util"
	"istio.io/istio/pilot/pkg/xds/endpoints"
	"istio.io/istio/pilot/test/xdstest"
)

type rawJSON = json.RawMessage

type destination struct {
	Cluster string  `json:"cluster"`
	Weight  float64 `json:"weight"`
	// Exists says whether the proxy knows such a cluster.
	Exists bool `json:"exists"`
	// Type is Envoy's: EDS, STRICT_DNS, LOGICAL_DNS, ORIGINAL_DST, STATIC.
	Type      string         `json:"type,omitempty"`
	Endpoints []endpointInfo `json:"endpoints,omitempty"`
}

type endpointInfo struct {
	Address  string `json:"address"`
	Port     uint32 `json:"port,omitempty"`
	Locality string `json:"locality,omitempty"`
	Priority uint32 `json:"priority"`
	// Weight is the endpoint's; LocalityWeight that of all of its locality, where Istio sets one.
	Weight         uint32 `json:"weight,omitempty"`
	LocalityWeight uint32 `json:"localityWeight,omitempty"`
	Health         string `json:"health,omitempty"`
	// Workload is `name;namespace;canonical name;revision;cluster`, empty for a network gateway.
	Workload string `json:"workload,omitempty"`
	// TLS is plaintext, mutual (of the mesh), tls, or tls with a client certificate; SNI is what is sent.
	TLS string `json:"tls"`
	SNI string `json:"sni,omitempty"`
}

func (m *meshServer) destination(view *proxyView, name string, weight float64) destination {
	found := destination{Cluster: name, Weight: weight}
	cluster, exists := view.clusters[name]
	if !exists {
		return found
	}
	found.Exists, found.Type = true, cluster.GetType().String()
	assignment := cluster.GetLoadAssignment()
	if cluster.GetType() == clusters.Cluster_EDS {
		known, built := view.assignments[name]
		if !built {
			builder := endpoints.NewEndpointBuilder(name, view.proxy, m.server.PushContext())
			known = builder.BuildClusterLoadAssignment(m.server.Discovery.Env.EndpointIndex)
			view.assignments[name] = known
		}
		assignment = known
	}
	for _, group := range assignment.GetEndpoints() {
		for _, each := range group.GetLbEndpoints() {
			found.Endpoints = append(found.Endpoints, describeEndpoint(cluster, group, each))
		}
	}
	return found
}

func describeEndpoint(
	cluster *clusters.Cluster, group *endpoint.LocalityLbEndpoints, each *endpoint.LbEndpoint,
) endpointInfo {
	address := each.GetEndpoint().GetAddress().GetSocketAddress()
	metadata := each.GetMetadata().GetFilterMetadata()
	described := endpointInfo{
		Address:        address.GetAddress(),
		Port:           address.GetPortValue(),
		Locality:       util.LocalityToString(group.GetLocality()),
		Priority:       group.GetPriority(),
		Weight:         each.GetLoadBalancingWeight().GetValue(),
		LocalityWeight: group.GetLoadBalancingWeight().GetValue(),
		Workload:       metadata["istio"].GetFields()["workload"].GetStringValue(),
	}
	if each.GetHealthStatus() != core.HealthStatus_UNKNOWN {
		described.Health = each.GetHealthStatus().String()
	}
	if pipe := each.GetEndpoint().GetAddress().GetPipe(); pipe != nil {
		described.Address = pipe.GetPath()
	}
	described.TLS, described.SNI = security(cluster, each)
	return described
}

// security picks the transport socket: the first whose labels the endpoint has, else the cluster's only one.
func security(cluster *clusters.Cluster, each *endpoint.LbEndpoint) (string, string) {
	labels := each.GetMetadata().GetFilterMetadata()["envoy.transport_socket_match"].GetFields()
	for _, candidate := range cluster.GetTransportSocketMatches() {
		fits := true
		for name, wanted := range candidate.GetMatch().GetFields() {
			fits = fits && labels[name].GetStringValue() == wanted.GetStringValue()
		}
		if fits {
			return spoken(candidate.GetTransportSocket())
		}
	}
	return spoken(cluster.GetTransportSocket())
}

func spoken(socket *core.TransportSocket) (string, string) {
	switch socket.GetName() {
	case "":
		return "plaintext", ""
	case "envoy.transport_sockets.raw_buffer":
		return "plaintext", ""
	case "envoy.transport_sockets.tls":
		context := xdstest.SilentlyUnmarshalAny[tls.UpstreamTlsContext](socket.GetTypedConfig())
		secrets := context.GetCommonTlsContext().GetTlsCertificateSdsSecretConfigs()
		certificates := context.GetCommonTlsContext().GetTlsCertificates()
		switch {
		case len(secrets) > 0 && secrets[0].GetName() == "default":
			return "mutual", context.GetSni()
		case len(secrets) > 0 || len(certificates) > 0:
			return "tls with a client certificate", context.GetSni()
		}
		return "tls", context.GetSni()
	}
	return fmt.Sprintf("socket %s", socket.GetName()), ""
}
