module meshwright.test/notifications

go 1.26.0

require github.com/expr-lang/expr v1.16.9
