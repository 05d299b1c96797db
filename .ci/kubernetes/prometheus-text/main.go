// Reads Prometheus's text format with Prometheus's own parser, as a scraper does, and says how many series there are.
package main

import (
	"fmt"
	"os"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

func main() {
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(os.Stdin)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	series := 0
	for _, family := range families {
		for _, metric := range family.GetMetric() {
			series++
			if histogram := metric.GetHistogram(); histogram != nil {
				series += 1 + len(histogram.GetBucket())
			}
			if summary := metric.GetSummary(); summary != nil {
				series += 1 + len(summary.GetQuantile())
			}
		}
	}
	fmt.Printf("%d families, %d series\n", len(families), series)
}
