// Says what Argo CD's notifications would do: conditions by the expression language that they use, templates by Go's own.
// One question on standard input, one answer on standard output.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"strings"
	"text/template"

	"github.com/expr-lang/expr"
)

type condition struct {
	When    string   `json:"when"`
	OncePer string   `json:"oncePer"`
	Send    []string `json:"send"`
}

type question struct {
	Trigger   []condition    `json:"trigger"`
	Templates map[string]any `json:"templates"`
	Apps      []any          `json:"apps"`
}

type sent struct {
	Template string `json:"template"`
	OncePer  string `json:"oncePer"`
	Says     any    `json:"says"`
}

func main() {
	var asked question
	check(json.NewDecoder(os.Stdin).Decode(&asked))
	answers := make([][]sent, len(asked.Apps))
	for i, app := range asked.Apps {
		answers[i] = []sent{}
		vars := map[string]any{
			"app":     app,
			"context": map[string]any{"argocdUrl": "https://argocd.example"},
			"repo":    map[string]any{"FullNameByRepoURL": fullName},
		}
		for _, one := range asked.Trigger {
			if evaluate(one.When, vars) != true {
				continue
			}
			key := fmt.Sprintf("%v", evaluate(one.OncePer, vars))
			for _, name := range one.Send {
				answers[i] = append(answers[i], sent{name, key, render(asked.Templates[name], vars)})
			}
		}
	}
	check(json.NewEncoder(os.Stdout).Encode(answers))
}

func evaluate(text string, vars map[string]any) any {
	program, err := expr.Compile(text)
	check(err)
	value, err := expr.Run(program, vars)
	check(err)
	return value
}

func render(value any, vars map[string]any) any {
	switch value := value.(type) {
	case string:
		parsed, err := template.New("text").Parse(value)
		check(err)
		var out bytes.Buffer
		check(parsed.Execute(&out, vars))
		return out.String()
	case map[string]any:
		rendered := map[string]any{}
		for key, inner := range value {
			rendered[key] = render(inner, vars)
		}
		return rendered
	default:
		return value
	}
}

// Owner and name of a repository: the first two parts of its path.
func fullName(address string) string {
	parsed, err := url.Parse(address)
	check(err)
	parts := strings.Split(strings.Trim(strings.TrimSuffix(parsed.Path, ".git"), "/"), "/")
	return strings.Join(parts[:2], "/")
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
