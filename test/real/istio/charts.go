package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"istio.io/istio/operator/pkg/helm"
	"istio.io/istio/operator/pkg/values"
	"istio.io/istio/pkg/config/mesh"
	"istio.io/istio/pkg/util/protomarshal"
	"sigs.k8s.io/yaml"
)

type chartRequest struct {
	Chart     string `json:"chart"`
	Name      string `json:"name"`
	Namespace string `json:"namespace"`
	Values    string `json:"values"`
}

type chartAnswer struct {
	// Objects that the chart renders to, CRDs left out.
	Objects []map[string]any `json:"objects"`
	// What istiod would not understand of the MeshConfig and MeshNetworks in them.
	Problems []string `json:"problems"`
}

var chartFolders = map[string]string{
	"base":    "base",
	"istiod":  "istio-control/istio-discovery",
	"cni":     "istio-cni",
	"gateway": "gateway",
}

// chart renders one of Istio's own charts, and reads the configuration in it as istiod does, unknown fields apart: istiod
// passes over them, here they are problems.
func (s *session) chart(line []byte) (any, error) {
	asked := chartRequest{}
	if err := json.Unmarshal(line, &asked); err != nil {
		return nil, err
	}
	folder, known := chartFolders[asked.Chart]
	if !known {
		return nil, fmt.Errorf("no chart is called %q", asked.Chart)
	}
	given := map[string]any{}
	if err := yaml.Unmarshal([]byte(asked.Values), &given); err != nil {
		return nil, err
	}
	settings := values.Map{"spec": map[string]any{"values": given}}
	manifests, _, err := helm.Render(asked.Name, asked.Namespace, folder, settings, nil)
	if err != nil {
		return nil, err
	}
	answer := chartAnswer{Objects: []map[string]any{}, Problems: []string{}}
	for _, manifest := range manifests {
		if manifest.GetKind() == "CustomResourceDefinition" {
			continue
		}
		answer.Objects = append(answer.Objects, manifest.Object)
		data, _ := manifest.Object["data"].(map[string]any)
		if manifest.GetKind() != "ConfigMap" || data["mesh"] == nil {
			continue
		}
		answer.Problems = append(answer.Problems, configurationProblems(data)...)
	}
	return answer, nil
}

func configurationProblems(data map[string]any) []string {
	problems := []string{}
	text, _ := data["mesh"].(string)
	if err := protomarshal.ApplyYAMLStrict(text, mesh.DefaultMeshConfig()); err != nil {
		problems = append(problems, err.Error())
	}
	if _, err := mesh.ApplyMeshConfigDefaults(text); err != nil {
		problems = append(problems, err.Error())
	}
	networks, _ := data["meshNetworks"].(string)
	if strings.TrimSpace(networks) == "" {
		return problems
	}
	if _, err := mesh.ParseMeshNetworks(networks); err != nil {
		problems = append(problems, err.Error())
	}
	return problems
}
