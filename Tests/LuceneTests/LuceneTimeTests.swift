import Dossier
import DossierLuceneSyntax
import Testing

@Suite struct LuceneTimeTests {
    /// A Thursday.
    private static let now = "2026-11-05T12:34:56.789Z"

    @Test(arguments: [
        ("2026", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        ("2026-02", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"),
        ("2024-02-29", "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z"),
        ("2026-11-03T10", "2026-11-03T10:00:00Z", "2026-11-03T11:00:00Z"),
        ("2026-11-03 10:05", "2026-11-03T10:05:00Z", "2026-11-03T10:06:00Z"),
        ("2026-11-03T10:05:06Z", "2026-11-03T10:05:06Z", "2026-11-03T10:05:07Z"),
        ("2026-11-03T10:05:06.7", "2026-11-03T10:05:06.7Z", "2026-11-03T10:05:06.8Z"),
        (
            "2026-11-03T10:05:06.000000001", "2026-11-03T10:05:06.000000001Z",
            "2026-11-03T10:05:06.000000002Z"
        ),
        ("2026-11-03T10:05+02:00", "2026-11-03T08:05:00Z", "2026-11-03T08:06:00Z"),
        ("2026-11-03T10-0130", "2026-11-03T11:30:00Z", "2026-11-03T12:30:00Z"),
        ("1762164306000", "2025-11-03T10:05:06Z", "2025-11-03T10:05:06.001Z"),
        ("0", "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.001Z"),
        ("now", "2026-11-05T12:34:56.789Z", "2026-11-05T12:34:56.790Z"),
        ("now-1h", "2026-11-05T11:34:56.789Z", "2026-11-05T11:34:56.790Z"),
        ("now-h", "2026-11-05T11:34:56.789Z", "2026-11-05T11:34:56.790Z"),
        ("now/d", "2026-11-05T00:00:00Z", "2026-11-06T00:00:00Z"),
        ("now/w", "2026-11-02T00:00:00Z", "2026-11-09T00:00:00Z"),
        ("now-1M/M", "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z"),
        ("now/y", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        ("now/h-30m", "2026-11-05T11:30:00Z", "2026-11-05T12:30:00Z"),
        ("2026-03-31||-1M", "2026-02-28T00:00:00Z", "2026-03-01T00:00:00Z"),
        ("2026-11-03||/M+1d", "2026-11-02T00:00:00Z", "2026-12-02T00:00:00Z"),
    ])
    func isASpan(_ text: String, _ first: String, _ end: String) throws {
        let time = try #require(LuceneTime(parsing: Array(text.utf8)))
        let now = try #require(Timestamp(Self.now))
        let span = time.span(now: Int64(now.nanoseconds))
        #expect(Timestamp(nanoseconds: Int128(span.lowerBound)) == Timestamp(first))
        #expect(Timestamp(nanoseconds: Int128(span.upperBound)) == Timestamp(end))
    }

    @Test(arguments: [
        "", "26", "2026-", "2026-1", "2026-13", "2026-02-30", "2026-11-03T", "2026-11-03T24",
        "2026-11-03T10:", "2026-11-03T10:60", "2026-11-03T10:05:06.", "2026-11-03T10:05+25:00",
        "2026-11-03T10:05:06.1234567890", "now+", "now-1", "now-1x", "now/", "nowhere", "soon",
        "2026-11-03+1d", "1.5e3", "--5",
    ])
    func rejectsOtherTexts(_ text: String) {
        let isNumber = text == "26"
        #expect((LuceneTime(parsing: Array(text.utf8)) != nil) == isNumber)
    }

    @Test(arguments: [
        "9999-12-31T23:59", "0000", "now+999999999y", "now-999999999y/M", "-9999999999999999",
    ])
    func farTimesAreTheNearestThatCanBeCounted(_ text: String) throws {
        let time = try #require(LuceneTime(parsing: Array(text.utf8)))
        let span = time.span(now: 0)
        #expect(span.lowerBound <= span.upperBound)
        #expect([.min, .max].contains(span.lowerBound))
    }
}
