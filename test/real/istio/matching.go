package main

import (
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	routes "github.com/envoyproxy/go-control-plane/envoy/config/route/v3"
	matchers "github.com/envoyproxy/go-control-plane/envoy/type/matcher/v3"
)

// matchHost gives the virtual host: an exact domain, then the longest suffix, then the longest prefix, then `*`.
func matchHost(config *routes.RouteConfiguration, asked string) *routes.VirtualHost {
	name := strings.ToLower(asked)
	if config.GetIgnorePortInHostMatching() {
		if bare, _, err := net.SplitHostPort(name); err == nil {
			name = bare
		}
	}
	var found *routes.VirtualHost
	best := 0
	for _, each := range config.GetVirtualHosts() {
		for _, domain := range each.GetDomains() {
			if ranked := rankDomain(strings.ToLower(domain), name); ranked > best {
				best, found = ranked, each
			}
		}
	}
	return found
}

func rankDomain(domain string, name string) int {
	switch {
	case domain == name:
		return 1 << 30
	case domain == "*":
		return 1
	case strings.HasPrefix(domain, "*") && strings.HasSuffix(name, domain[1:]) && len(name) >= len(domain):
		return 1<<20 + len(domain)
	case strings.HasSuffix(domain, "*") && strings.HasPrefix(name, domain[:len(domain)-1]) && len(name) >= len(domain):
		return 1<<10 + len(domain)
	}
	return 0
}

// matches says whether a request fits a route; what this program does not know it answers with an error.
func matches(match *routes.RouteMatch, asked call, secure bool) (bool, error) {
	if match.GetRuntimeFraction() != nil || match.GetGrpc() != nil || match.GetTlsContext() != nil {
		return false, fmt.Errorf("a match that is not known here: %v", match)
	}
	path, query, _ := strings.Cut(asked.Path, "?")
	fits, err := matchesPath(match, path)
	if !fits || err != nil {
		return false, err
	}
	for _, each := range match.GetHeaders() {
		value, present := header(each.GetName(), asked, secure)
		if fits, err := matchesHeader(each, value, present); !fits || err != nil {
			return false, err
		}
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return false, err
	}
	for _, each := range match.GetQueryParameters() {
		if fits, err := matchesParameter(each, values); !fits || err != nil {
			return false, err
		}
	}
	return len(match.GetDynamicMetadata()) == 0, nil
}

func matchesPath(match *routes.RouteMatch, path string) (bool, error) {
	fold := match.GetCaseSensitive() != nil && !match.GetCaseSensitive().GetValue()
	asked := folded(path, fold)
	switch wanted := match.GetPathSpecifier().(type) {
	case *routes.RouteMatch_Prefix:
		return strings.HasPrefix(asked, folded(wanted.Prefix, fold)), nil
	case *routes.RouteMatch_Path:
		return asked == folded(wanted.Path, fold), nil
	case *routes.RouteMatch_PathSeparatedPrefix:
		prefix := folded(wanted.PathSeparatedPrefix, fold)
		return asked == prefix || strings.HasPrefix(asked, prefix+"/"), nil
	case *routes.RouteMatch_SafeRegex:
		return whole(wanted.SafeRegex.GetRegex(), path)
	}
	return false, fmt.Errorf("a path match that is not known here: %v", match.GetPathSpecifier())
}

func header(name string, asked call, secure bool) (string, bool) {
	switch strings.ToLower(name) {
	case ":authority", "host":
		return asked.Host, true
	case ":method":
		return asked.Method, true
	case ":path":
		return asked.Path, true
	case ":scheme":
		if secure {
			return "https", true
		}
		return "http", true
	}
	for given, value := range asked.Headers {
		if strings.EqualFold(given, name) {
			return value, true
		}
	}
	return "", false
}

func matchesHeader(match *routes.HeaderMatcher, value string, present bool) (bool, error) {
	if wanted, asked := match.GetHeaderMatchSpecifier().(*routes.HeaderMatcher_PresentMatch); asked {
		return (present == wanted.PresentMatch) != match.GetInvertMatch(), nil
	}
	if !present && !match.GetTreatMissingHeaderAsEmpty() {
		// A header that is not there fits no value, so an inverted match of it holds.
		return match.GetInvertMatch(), nil
	}
	fits, err := matchesValue(match, value)
	return fits != match.GetInvertMatch(), err
}

func matchesValue(match *routes.HeaderMatcher, value string) (bool, error) {
	switch wanted := match.GetHeaderMatchSpecifier().(type) {
	case nil:
		return true, nil
	case *routes.HeaderMatcher_StringMatch:
		return matchesString(wanted.StringMatch, value)
	case *routes.HeaderMatcher_ExactMatch:
		return value == wanted.ExactMatch, nil
	case *routes.HeaderMatcher_PrefixMatch:
		return strings.HasPrefix(value, wanted.PrefixMatch), nil
	case *routes.HeaderMatcher_SuffixMatch:
		return strings.HasSuffix(value, wanted.SuffixMatch), nil
	case *routes.HeaderMatcher_SafeRegexMatch:
		return whole(wanted.SafeRegexMatch.GetRegex(), value)
	case *routes.HeaderMatcher_RangeMatch:
		number, err := strconv.ParseInt(value, 10, 64)
		return err == nil && number >= wanted.RangeMatch.GetStart() && number < wanted.RangeMatch.GetEnd(), nil
	}
	return false, fmt.Errorf("a header match that is not known here: %v", match)
}

func matchesParameter(match *routes.QueryParameterMatcher, values url.Values) (bool, error) {
	all, present := values[match.GetName()]
	switch wanted := match.GetQueryParameterMatchSpecifier().(type) {
	case *routes.QueryParameterMatcher_PresentMatch:
		return present == wanted.PresentMatch, nil
	case *routes.QueryParameterMatcher_StringMatch:
		if !present {
			return false, nil
		}
		return matchesString(wanted.StringMatch, all[0])
	}
	return present, nil
}

func matchesString(match *matchers.StringMatcher, value string) (bool, error) {
	fold := match.GetIgnoreCase()
	value = folded(value, fold)
	switch wanted := match.GetMatchPattern().(type) {
	case *matchers.StringMatcher_Exact:
		return value == folded(wanted.Exact, fold), nil
	case *matchers.StringMatcher_Prefix:
		return strings.HasPrefix(value, folded(wanted.Prefix, fold)), nil
	case *matchers.StringMatcher_Suffix:
		return strings.HasSuffix(value, folded(wanted.Suffix, fold)), nil
	case *matchers.StringMatcher_Contains:
		return strings.Contains(value, folded(wanted.Contains, fold)), nil
	case *matchers.StringMatcher_SafeRegex:
		return whole(wanted.SafeRegex.GetRegex(), value)
	}
	return false, fmt.Errorf("a string match that is not known here: %v", match)
}

// Envoy's regular expressions must fit the whole text.
func whole(expression string, text string) (bool, error) {
	compiled, err := regexp.Compile(`\A(?:` + expression + `)\z`)
	if err != nil {
		return false, err
	}
	return compiled.MatchString(text), nil
}

func folded(text string, fold bool) string {
	if fold {
		return strings.ToLower(text)
	}
	return text
}
