package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"

	"istio.io/istio/pilot/pkg/config/file"
	"istio.io/istio/pkg/cluster"
	"istio.io/istio/pkg/config/analysis/analyzers"
	"istio.io/istio/pkg/config/analysis/diag"
	"istio.io/istio/pkg/config/analysis/local"
	"istio.io/istio/pkg/config/schema/collections"
)

type analyzeRequest struct {
	Clusters     map[string]manifests `json:"clusters"`
	MeshConfig   string               `json:"meshConfig,omitempty"`
	MeshNetworks string               `json:"meshNetworks,omitempty"`
	// DefaultResources adds the ingress gateway that istioctl pretends to have when it analyzes files.
	DefaultResources bool `json:"defaultResources,omitempty"`
	// AsFiles drops Pods, Namespaces, Services and the like, as `istioctl analyze --use-kube=false` does.
	AsFiles bool `json:"asFiles,omitempty"`
}

type message struct {
	// Cluster is empty for what the analyzers over all clusters say.
	Cluster  string `json:"cluster,omitempty"`
	Code     string `json:"code"`
	Level    string `json:"level"`
	Resource string `json:"resource,omitempty"`
	Line     int    `json:"line,omitempty"`
	Message  string `json:"message"`
}

type analysis struct {
	Messages []message           `json:"messages"`
	Skipped  map[string][]string `json:"skipped,omitempty"`
	// Unreadable says of each cluster what its source refused to read.
	Unreadable map[string]string `json:"unreadable,omitempty"`
}

func (s *session) analyze(line []byte) (any, error) {
	asked := analyzeRequest{}
	if err := json.Unmarshal(line, &asked); err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "oracle-analyze")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	found := analysis{Messages: []message{}, Skipped: map[string][]string{}, Unreadable: map[string]string{}}
	for _, name := range sorted(asked.Clusters) {
		if err := found.analyzeCluster(name, asked, folder); err != nil {
			return nil, fmt.Errorf("cluster %s: %w", name, err)
		}
	}
	if len(asked.Clusters) > 1 {
		if err := found.analyzeTogether(asked); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func (a *analysis) analyzeCluster(name string, asked analyzeRequest, folder string) error {
	analyzer := local.NewSourceAnalyzer(analyzers.AllCombined(), "", "istio-system", nil)
	if err := configure(analyzer, asked, folder); err != nil {
		return err
	}
	if asked.DefaultResources {
		if err := analyzer.AddDefaultResources(); err != nil {
			return err
		}
	}
	add := analyzer.AddTestReaderKubeSource
	if asked.AsFiles {
		add = analyzer.AddReaderKubeSource
	}
	if err := add([]local.ReaderSource{{Name: name, Reader: strings.NewReader(asked.Clusters[name].text())}}); err != nil {
		a.Unreadable[name] = err.Error()
	}
	return a.run(name, analyzer)
}

func configure(analyzer *local.IstiodAnalyzer, asked analyzeRequest, folder string) error {
	if asked.MeshConfig != "" {
		path := filepath.Join(folder, "mesh.yaml")
		if err := os.WriteFile(path, []byte(asked.MeshConfig), 0o600); err != nil {
			return err
		}
		if err := analyzer.AddFileKubeMeshConfig(path); err != nil {
			return err
		}
	}
	if asked.MeshNetworks != "" {
		path := filepath.Join(folder, "networks.yaml")
		if err := os.WriteFile(path, []byte(asked.MeshNetworks), 0o600); err != nil {
			return err
		}
		return analyzer.AddFileKubeMeshNetworks(path)
	}
	return nil
}

// analyzeTogether asks the few analyzers that compare clusters.
func (a *analysis) analyzeTogether(asked analyzeRequest) error {
	analyzer := local.NewIstiodAnalyzer(analyzers.AllMultiClusterCombined(), "", "istio-system", nil)
	for _, name := range sorted(asked.Clusters) {
		source := file.NewKubeSource(collections.All)
		if err := source.ApplyContent(name, asked.Clusters[name].text()); err != nil {
			a.Unreadable[name] = err.Error()
		}
		analyzer.AddSourceForCluster(source, cluster.ID(name))
	}
	if err := analyzer.AddDefaultResources(); err != nil {
		return err
	}
	return a.run("", analyzer)
}

func (a *analysis) run(name string, analyzer *local.IstiodAnalyzer) error {
	stop := make(chan struct{})
	defer close(stop)
	result, err := analyzer.Analyze(stop)
	if err != nil {
		return err
	}
	if name != "" {
		a.Skipped[name] = result.SkippedAnalyzers
	}
	for _, each := range result.Messages {
		a.Messages = append(a.Messages, describe(name, each))
	}
	return nil
}

var lineNumber = regexp.MustCompile(`:(\d+)$`)

func describe(name string, found diag.Message) message {
	described := message{
		Cluster: name,
		Code:    found.Type.Code(),
		Level:   strings.ToLower(found.Type.Level().String()),
		Message: fmt.Sprintf(found.Type.Template(), found.Parameters...),
		Line:    found.Line,
	}
	if found.Resource == nil {
		return described
	}
	described.Resource = found.Resource.Origin.FriendlyName()
	if reference := found.Resource.Origin.Reference(); reference != nil && described.Line == 0 {
		if match := lineNumber.FindStringSubmatch(reference.String()); match != nil {
			fmt.Sscan(match[1], &described.Line)
		}
	}
	return described
}

// text puts JSON documents after the YAML text as it stands, so that its line numbers hold.
func (m manifests) text() string {
	parts := []string{}
	if m.YAML != "" {
		parts = append(parts, m.YAML)
	}
	for _, each := range m.Objects {
		parts = append(parts, string(each))
	}
	return strings.Join(parts, "\n---\n")
}

func sorted[V any](of map[string]V) []string {
	names := make([]string, 0, len(of))
	for name := range of {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
