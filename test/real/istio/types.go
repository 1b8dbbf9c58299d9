package main

import (
	"sort"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
)

// types lists every Protocol Buffers message that is compiled in: those of Envoy are what an EnvoyFilter may name.
func (s *session) types([]byte) (any, error) {
	names := []string{}
	protoregistry.GlobalTypes.RangeMessages(func(each protoreflect.MessageType) bool {
		names = append(names, string(each.Descriptor().FullName()))
		return true
	})
	sort.Strings(names)
	return names, nil
}
