package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	kubejson "k8s.io/apimachinery/pkg/util/json"
	kubeyaml "k8s.io/apimachinery/pkg/util/yaml"
)

// manifests are given as JSON objects, as the text of YAML documents, or both; the objects come first.
type manifests struct {
	Objects []json.RawMessage `json:"objects,omitempty"`
	YAML    string            `json:"yaml,omitempty"`
}

// documents gives every object as JSON, in order. Empty YAML documents are left out.
func (m manifests) documents() ([]json.RawMessage, error) {
	all := append([]json.RawMessage{}, m.Objects...)
	decoder := kubeyaml.NewYAMLOrJSONDecoder(bytes.NewReader([]byte(m.YAML)), 1<<16)
	for {
		document := json.RawMessage{}
		err := decoder.Decode(&document)
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return nil, fmt.Errorf("the YAML does not parse: %w", err)
		}
		if len(document) == 0 || string(document) == "null" {
			continue
		}
		all = append(all, document)
	}
}

func fields(document json.RawMessage) (map[string]any, error) {
	parsed := map[string]any{}
	if err := kubejson.Unmarshal(document, &parsed); err != nil {
		return nil, err
	}
	return parsed, nil
}
