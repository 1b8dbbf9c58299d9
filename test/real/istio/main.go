// Command oracle answers questions about Istio manifests with Istio's own code. It reads one JSON request a line from
// standard input and writes one JSON answer a line to standard output; README.md describes both.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"

	"istio.io/istio/pkg/log"
)

type request struct {
	ID json.RawMessage `json:"id,omitempty"`
	Op string          `json:"op"`
}

type answer struct {
	ID     json.RawMessage `json:"id,omitempty"`
	Result any             `json:"result,omitempty"`
	Error  string          `json:"error,omitempty"`
}

type session struct {
	schemas map[string]crdSchemas
	meshes  map[string]*meshServer
}

func main() {
	quiet()
	s := &session{schemas: map[string]crdSchemas{}, meshes: map[string]*meshServer{}}
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	encode := json.NewEncoder(out)
	encode.SetEscapeHTML(false)
	for {
		line, err := in.ReadBytes('\n')
		if len(line) > 1 {
			if failed := encode.Encode(s.answer(line)); failed != nil {
				fmt.Fprintln(os.Stderr, failed)
				os.Exit(1)
			}
			out.Flush()
		}
		if err != nil {
			return
		}
	}
}

// Istio's packages log to standard output by default, which belongs to the answers.
func quiet() {
	options := log.DefaultOptions()
	options.OutputPaths = []string{"stderr"}
	options.SetDefaultOutputLevel("all", log.NoneLevel)
	if os.Getenv("ORACLE_LOG") != "" {
		options.SetDefaultOutputLevel("all", log.WarnLevel)
	}
	if err := log.Configure(options); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}

func (s *session) answer(line []byte) (reply answer) {
	asked := request{}
	defer func() {
		if caught := recover(); caught != nil {
			reply = answer{ID: asked.ID, Error: fmt.Sprintf("panic: %v\n%s", caught, debug.Stack())}
		}
	}()
	if err := json.Unmarshal(line, &asked); err != nil {
		return answer{Error: fmt.Sprintf("not a request: %v", err)}
	}
	operations := map[string]func([]byte) (any, error){
		"analyze":  s.analyze,
		"chart":    s.chart,
		"forget":   s.forget,
		"mesh":     s.mesh,
		"route":    s.route,
		"types":    s.types,
		"validate": s.validate,
		"version":  s.version,
	}
	operation, known := operations[asked.Op]
	if !known {
		return answer{ID: asked.ID, Error: fmt.Sprintf("no operation is called %q", asked.Op)}
	}
	result, err := operation(line)
	if err != nil {
		return answer{ID: asked.ID, Error: err.Error()}
	}
	return answer{ID: asked.ID, Result: result}
}
