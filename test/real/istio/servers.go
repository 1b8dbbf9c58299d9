package main

import (
	"encoding/json"
	"fmt"
	"time"

	"k8s.io/apimachinery/pkg/runtime"

	meshconfig "istio.io/api/mesh/v1alpha1"
	"istio.io/istio/pilot/pkg/config/kube/crd"
	"istio.io/istio/pilot/test/xds"
	"istio.io/istio/pkg/cluster"
	"istio.io/istio/pkg/config/mesh"
	"istio.io/istio/pkg/config/mesh/meshwatcher"
	"istio.io/istio/pkg/config/schema/collections"
	"istio.io/istio/pkg/config/schema/resource"
	"istio.io/istio/pkg/kube"
)

type meshRequest struct {
	Mesh string `json:"mesh"`
	// ConfigCluster is the cluster whose Istio objects count; those of the others are left out.
	ConfigCluster string `json:"configCluster"`
	// Clusters hold Kubernetes and Istio objects side by side.
	Clusters     map[string]manifests `json:"clusters"`
	MeshConfig   string               `json:"meshConfig,omitempty"`
	MeshNetworks string               `json:"meshNetworks,omitempty"`
}

// meshServer is what an istiod of one config cluster would know.
type meshServer struct {
	test    *standIn
	server  *xds.FakeDiscoveryServer
	proxies map[string]*proxyView
}

// One age for all: where Istio prefers the older of two objects, the name decides.
var created = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func (s *session) mesh(line []byte) (any, error) {
	asked := meshRequest{}
	if err := json.Unmarshal(line, &asked); err != nil {
		return nil, err
	}
	s.drop(asked.Mesh)
	options, ignored, err := asked.options()
	if err != nil {
		return nil, err
	}
	made := &meshServer{test: &standIn{}, proxies: map[string]*proxyView{}}
	if err := made.test.guard(func() { made.server = xds.NewFakeDiscoveryServer(made.test, options) }); err != nil {
		made.test.guard(made.test.finish)
		return nil, err
	}
	s.meshes[asked.Mesh] = made
	return map[string]any{"configs": len(options.Configs), "ignored": ignored}, nil
}

func (s *session) forget(line []byte) (any, error) {
	asked := meshRequest{}
	if err := json.Unmarshal(line, &asked); err != nil {
		return nil, err
	}
	s.drop(asked.Mesh)
	return map[string]any{}, nil
}

func (s *session) drop(name string) {
	if known, found := s.meshes[name]; found {
		known.test.guard(known.test.finish)
		delete(s.meshes, name)
	}
}

func (r meshRequest) options() (xds.FakeOptions, []string, error) {
	ignored := []string{}
	options := xds.FakeOptions{
		DefaultClusterName:         cluster.ID(r.ConfigCluster),
		KubernetesObjectsByCluster: map[cluster.ID][]runtime.Object{cluster.ID(r.ConfigCluster): {}},
	}
	var err error
	if options.MeshConfig, err = mesh.ApplyMeshConfigDefaults(r.MeshConfig); err != nil {
		return options, ignored, err
	}
	networks := &meshconfig.MeshNetworks{}
	if r.MeshNetworks != "" {
		if networks, err = mesh.ParseMeshNetworks(r.MeshNetworks); err != nil {
			return options, ignored, err
		}
	}
	options.NetworksWatcher = meshwatcher.NewFixedNetworksWatcher(networks)
	for _, name := range sorted(r.Clusters) {
		documents, err := r.Clusters[name].documents()
		if err != nil {
			return options, ignored, err
		}
		for _, document := range documents {
			text, err := place(document, name, r.ConfigCluster, &options)
			if err != nil {
				return options, ignored, fmt.Errorf("cluster %s: %w", name, err)
			}
			if text != "" {
				ignored = append(ignored, name+": "+text)
			}
		}
	}
	return options, ignored, nil
}

// place adds one object where it belongs; what an istiod would not read it names.
func place(document json.RawMessage, in string, configCluster string, options *xds.FakeOptions) (string, error) {
	object := crd.IstioKind{}
	if err := json.Unmarshal(document, &object); err != nil {
		return "", err
	}
	kind := object.GroupVersionKind()
	schema, ours := collections.PilotGatewayAPI().FindByGroupVersionAliasesKind(resource.FromKubernetesGVK(&kind))
	if !ours {
		decoded, _, err := kube.IstioCodec.UniversalDeserializer().Decode(document, nil, nil)
		if err != nil {
			return fmt.Sprintf("%s %s/%s: %v", kind.Kind, object.Namespace, object.Name, err), nil
		}
		at := cluster.ID(in)
		options.KubernetesObjectsByCluster[at] = append(options.KubernetesObjectsByCluster[at], decoded)
		return "", nil
	}
	if in != configCluster {
		return "", nil
	}
	if object.Namespace == "" {
		object.Namespace = "default"
	}
	converted, err := crd.ConvertObject(schema, &object, "cluster.local")
	if err != nil {
		return fmt.Sprintf("%s %s/%s: %v", kind.Kind, object.Namespace, object.Name, err), nil
	}
	if converted.CreationTimestamp.IsZero() {
		converted.CreationTimestamp = created
	}
	options.Configs = append(options.Configs, *converted)
	return "", nil
}
