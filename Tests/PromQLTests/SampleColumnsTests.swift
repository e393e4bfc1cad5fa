import DossierPromQL
import Testing

@Suite struct SampleColumnsTests {
    @Test func aTimeHasTheSampleOfTheFirstSeriesOfWhicheverKind() {
        let labels = Labels(["__name__": "x"])
        let floats = SampleSeries(
            labels: labels,
            floats: FloatSamples(timestamps: [0, 10, 20], values: [1, 2, 3])
        )
        let histograms = SampleSeries(
            labels: labels,
            histograms: HistogramSamples(
                timestamps: [10, 20, 30],
                values: [FloatHistogram](repeating: FloatHistogram(count: 4), count: 3)
            )
        )
        let numbersFirst = SampleColumns.merged([floats, histograms])[0]
        #expect(numbersFirst.floats.timestamps == [0, 10, 20])
        #expect(numbersFirst.histograms.timestamps == [30])
        let histogramsFirst = SampleColumns.merged([histograms, floats])[0]
        #expect(histogramsFirst.floats.timestamps == [0])
        #expect(histogramsFirst.histograms.timestamps == [10, 20, 30])
    }
}
