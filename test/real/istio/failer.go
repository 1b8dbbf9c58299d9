package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
)

// standIn stands in for *testing.T: Istio's fake servers ask for one. It lives as long as the server.
type standIn struct {
	lock     sync.Mutex
	failure  error
	cleanups []func()
}

// guard runs what may call Fatal, which ends its goroutine, and gives the failure.
func (s *standIn) guard(run func()) error {
	done := make(chan any, 1)
	go func() {
		defer func() { done <- recover() }()
		run()
	}()
	if caught := <-done; caught != nil {
		return fmt.Errorf("panic: %v", caught)
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	failure := s.failure
	s.failure = nil
	return failure
}

// finish runs the cleanups, last come first.
func (s *standIn) finish() {
	for at := len(s.cleanups) - 1; at >= 0; at-- {
		s.cleanups[at]()
	}
	s.cleanups = nil
}

func (s *standIn) Fatal(args ...any) {
	s.lock.Lock()
	if s.failure == nil {
		s.failure = errors.New(fmt.Sprint(args...))
	}
	s.lock.Unlock()
	runtime.Goexit()
}

func (s *standIn) Cleanup(run func()) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.cleanups = append(s.cleanups, run)
}

func (s *standIn) TempDir() string {
	folder, err := os.MkdirTemp("", "oracle")
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { os.RemoveAll(folder) })
	return folder
}

func (s *standIn) Fail()                         { s.Fatal("failed") }
func (s *standIn) FailNow()                      { s.Fatal("failed") }
func (s *standIn) Fatalf(text string, of ...any) { s.Fatal(fmt.Sprintf(text, of...)) }
func (s *standIn) Skip(args ...any)              { s.Fatal(args...) }
func (s *standIn) Log(...any)                    {}
func (s *standIn) Logf(string, ...any)           {}
func (s *standIn) Helper()                       {}
