package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structural "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	openapi "k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apimachinery/pkg/util/yaml"
	celconfig "k8s.io/apiserver/pkg/apis/cel"

	"istio.io/istio/pkg/test/env"
)

const istio = "istio.io/istio"

// crdSchemas judges objects the way an API server does that has these CRDs.
type crdSchemas map[schema.GroupVersionKind]*crdSchema

type crdSchema struct {
	openapi    openapi.SchemaCreateValidator
	structural *structural.Structural
	cel        *cel.Validator
}

// crdVerdict is what the API server says of structure, list maps and CEL, and the fields that it does not know: a strict
// request (kubectl's default) refuses those, any other prunes them.
type crdVerdict struct {
	CRD     []string `json:"crd,omitempty"`
	Unknown []string `json:"unknown,omitempty"`
}

// schemasOf reads a file of CRDs once; no path means the CRDs of the Istio that is compiled in.
func (s *session) schemasOf(path string) (crdSchemas, error) {
	if path == "" {
		path = filepath.Join(env.IstioSrc, "manifests/charts/base/files/crd-all.gen.yaml")
	}
	if known, found := s.schemas[path]; found {
		return known, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	read := crdSchemas{}
	decoder := yaml.NewYAMLOrJSONDecoder(file, 1<<16)
	for {
		definition := apiextensionsv1.CustomResourceDefinition{}
		if err := decoder.Decode(&definition); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		if definition.Kind != "CustomResourceDefinition" {
			continue
		}
		if err := read.add(&definition); err != nil {
			return nil, err
		}
	}
	s.schemas[path] = read
	return read, nil
}

func (c crdSchemas) add(definition *apiextensionsv1.CustomResourceDefinition) error {
	internal := apiextensions.CustomResourceDefinition{}
	convert := apiextensionsv1.Convert_v1_CustomResourceDefinition_To_apiextensions_CustomResourceDefinition
	if err := convert(definition, &internal, nil); err != nil {
		return err
	}
	for _, version := range internal.Spec.Versions {
		declared := version.Schema
		if declared == nil {
			declared = internal.Spec.Validation
		}
		shape, err := structural.NewStructural(declared.OpenAPIV3Schema)
		if err != nil {
			return err
		}
		checker, _, err := openapi.NewSchemaValidator(declared.OpenAPIV3Schema)
		if err != nil {
			return err
		}
		kind := schema.GroupVersionKind{
			Group: internal.Spec.Group, Version: version.Name, Kind: internal.Spec.Names.Kind,
		}
		c[kind] = &crdSchema{checker, shape, cel.NewValidator(shape, true, celconfig.PerCallLimit)}
	}
	return nil
}

// judge also gives the object as the API server would hand it on: without unknown fields and without nulls that mean
// nothing.
func (c crdSchemas) judge(document map[string]any) (crdVerdict, map[string]any) {
	object := (&unstructured.Unstructured{Object: document}).DeepCopy()
	kind := object.GroupVersionKind()
	known, found := c[kind]
	if !found {
		return crdVerdict{CRD: []string{fmt.Sprintf("no CRD serves %v", kind)}}, object.Object
	}
	verdict := crdVerdict{Unknown: known.prune(object.Object)}
	defaulting.PruneNonNullableNullsWithoutDefaults(object.Object, known.structural)
	defaulting.Default(object.Object, known.structural)
	broken := openapi.ValidateCustomResource(nil, object.Object, known.openapi)
	broken = append(broken, listtype.ValidateListSetsAndMaps(nil, known.structural, object.Object)...)
	if len(broken) == 0 && known.cel != nil {
		violations, _ := known.cel.Validate(
			context.Background(), nil, known.structural, object.Object, nil, celconfig.RuntimeCELCostBudget)
		broken = violations
	}
	verdict.CRD = texts(broken)
	return verdict, object.Object
}

// prune removes what the CRD lacks, as the API server does before it judges the rest. Metadata has a schema of its own.
func (c *crdSchema) prune(object map[string]any) []string {
	options := structural.UnknownFieldPathOptions{TrackUnknownFieldPaths: true}
	unknown := []string{}
	for _, path := range pruning.PruneWithOptions(object, c.structural, true, options) {
		if !strings.HasPrefix(path, "metadata.") {
			unknown = append(unknown, path)
		}
	}
	return unknown
}

func texts(found field.ErrorList) []string {
	all := []string{}
	for _, each := range found {
		all = append(all, each.Error())
	}
	return all
}

func (s *session) version([]byte) (any, error) {
	build, _ := debug.ReadBuildInfo()
	for _, dependency := range build.Deps {
		if dependency.Path == istio {
			return map[string]string{"istio": dependency.Version, "go": build.GoVersion}, nil
		}
	}
	return map[string]string{"go": build.GoVersion}, nil
}
