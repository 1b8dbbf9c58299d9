package main

import (
	"bytes"
	"encoding/json"
	"fmt"

	multierror "github.com/hashicorp/go-multierror"
	"k8s.io/apimachinery/pkg/api/meta"
	metavalidation "k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"istio.io/istio/pilot/pkg/config/kube/crd"
	"istio.io/istio/pkg/config/schema/collections"
	"istio.io/istio/pkg/config/schema/resource"
)

type validateRequest struct {
	manifests
	// CRDs are further files of CRDs, by a name of the caller's choice; each adds a verdict to `releases`.
	CRDs map[string]string `json:"crds,omitempty"`
}

type judgement struct {
	Kind      string `json:"kind,omitempty"`
	Name      string `json:"name,omitempty"`
	Namespace string `json:"namespace,omitempty"`
	// Verdict sums up: error if the API server (with fields it does not know pruned) or the webhook refuses the object.
	Verdict string `json:"verdict"`
	// Parse is why the webhook could not decode the object.
	Parse string `json:"parse,omitempty"`
	// Metadata is what the API server says of names, labels and annotations.
	Metadata []string `json:"metadata,omitempty"`
	crdVerdict
	Releases map[string]crdVerdict `json:"releases,omitempty"`
	// Errors and Warnings are those of Istio's validating webhook.
	Errors   []string `json:"errors,omitempty"`
	Warnings []string `json:"warnings,omitempty"`
	// Unstable: asked again, the webhook says something else. The strictest answer stands above.
	Unstable bool `json:"unstable,omitempty"`
	asked    bool
}

func (s *session) validate(line []byte) (any, error) {
	asked := validateRequest{}
	if err := json.Unmarshal(line, &asked); err != nil {
		return nil, err
	}
	documents, err := asked.documents()
	if err != nil {
		return nil, err
	}
	judgements := make([]judgement, 0, len(documents))
	for _, document := range documents {
		judged, err := s.judge(document, asked.CRDs)
		if err != nil {
			return nil, err
		}
		judgements = append(judgements, judged)
	}
	return judgements, nil
}

func (s *session) judge(document json.RawMessage, crds map[string]string) (judgement, error) {
	object, err := fields(document)
	if err != nil {
		return judgement{Verdict: "error", Parse: err.Error()}, nil
	}
	result := judgement{}
	result.Kind, _ = object["kind"].(string)
	schemas, err := s.schemasOf("")
	if err != nil {
		return result, err
	}
	judged, stored := schemas.judge(object)
	result.crdVerdict = judged
	for name, path := range crds {
		older, err := s.schemasOf(path)
		if err != nil {
			return result, err
		}
		if result.Releases == nil {
			result.Releases = map[string]crdVerdict{}
		}
		result.Releases[name], _ = older.judge(object)
	}
	admitted, err := json.Marshal(stored)
	if err != nil {
		return result, err
	}
	result.askWebhook(admitted)
	result.Verdict = result.verdict()
	return result, nil
}

// askWebhook does what Istio's webhook does with an object that is being created.
func (j *judgement) askWebhook(document json.RawMessage) {
	object := crd.IstioKind{}
	if err := json.Unmarshal(document, &object); err != nil {
		j.Parse = err.Error()
		return
	}
	if object.Namespace == "" {
		object.Namespace = "default"
	}
	j.Name, j.Namespace = object.Name, object.Namespace
	j.Metadata = metadata(&object)
	kind := object.GroupVersionKind()
	schema, found := collections.PilotGatewayAPI().FindByGroupKind(resource.FromKubernetesGVK(&kind))
	if !found {
		j.Parse = fmt.Sprintf("unrecognized type %v", kind)
		return
	}
	converted, err := crd.ConvertObject(schema, &object, "cluster.local")
	if err != nil {
		j.Parse = err.Error()
		return
	}
	for range attempts(document) {
		warnings, err := schema.ValidateConfig(*converted)
		j.Unstable = j.Unstable || j.asked && (err != nil) != (len(j.Errors) > 0)
		j.asked = true
		if err != nil || len(j.Errors) == 0 {
			j.Errors, j.Warnings = messages(err), messages(warnings)
		}
	}
}

// Istio walks the localities of a distribution in whatever order Go's maps give them, and the order matters.
func attempts(document json.RawMessage) int {
	if bytes.Contains(document, []byte(`"distribute"`)) {
		return 150
	}
	return 1
}

func metadata(object *crd.IstioKind) []string {
	accessor, err := meta.Accessor(object)
	if err != nil {
		return []string{err.Error()}
	}
	found := metavalidation.ValidateObjectMetaAccessor(
		accessor, true, metavalidation.NameIsDNSSubdomain, field.NewPath("metadata"))
	return texts(found)
}

func messages(err error) []string {
	if err == nil {
		return nil
	}
	if several, ok := err.(*multierror.Error); ok {
		all := []string{}
		for _, each := range several.Errors {
			all = append(all, each.Error())
		}
		return all
	}
	return []string{err.Error()}
}

func (j *judgement) verdict() string {
	switch {
	case j.Parse != "", len(j.CRD) > 0, len(j.Metadata) > 0, len(j.Errors) > 0:
		return "error"
	case len(j.Warnings) > 0:
		return "warning"
	}
	return "ok"
}
