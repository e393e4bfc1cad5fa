import Testing

@testable import Dossier
@testable import DossierCLI

@Suite struct UnixTimeTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000000000Z"),
            (951_782_399_999_999_999, "2000-02-28T23:59:59.999999999Z"),
            (951_782_400_000_000_000, "2000-02-29T00:00:00.000000000Z"),
            (1_675_079_453_330_227_008, "2023-01-30T11:50:53.330227008Z"),
            (4_107_542_400_000_000_001, "2100-03-01T00:00:00.000000001Z"),
            (UInt64.max, "2554-07-21T23:34:33.709551615Z"),
        ] as [(UInt64, String)]
    )
    func timesAreWrittenAndReadInRFC3339(nanoseconds: UInt64, text: String) {
        #expect(UnixTime(nanoseconds).rfc3339() == text)
        #expect(UnixTime(text)?.nanoseconds == nanoseconds)
    }

    @Test func digitsBeyondThePrecisionAreCutOff() {
        let time = UnixTime(1_675_079_453_999_999_999)
        #expect(time.rfc3339(.milliseconds) == "2023-01-30T11:50:53.999Z")
        #expect(time.rfc3339(.seconds) == "2023-01-30T11:50:53Z")
    }

    @Test func daysOfFiveCenturiesComeBack() {
        for day in stride(from: UInt64(0), to: 213_503, by: 13) {
            let time = UnixTime(day * 86_400_000_000_000)
            guard UnixTime(String(time.rfc3339().prefix(10))) == time else {
                Issue.record("day \(day)")
                return
            }
        }
    }

    @Test(
        arguments: [
            ("2023-01-30T12:50:53+01:00", 1_675_079_453_000_000_000),
            ("2023-01-30t11:50:53z", 1_675_079_453_000_000_000),
            ("2023-01-30 06:50:53.5-05:00", 1_675_079_453_500_000_000),
            ("2023-01-30T11:50:53.1234567899Z", 1_675_079_453_123_456_789),
            ("2023-01-30", 1_675_036_800_000_000_000),
            ("1675079453", 1_675_079_453_000_000_000),
            ("1675079453.5", 1_675_079_453_500_000_000),
            ("1675079453330", 1_675_079_453_330_000_000),
            ("1675079453330227", 1_675_079_453_330_227_000),
            ("1675079453330227008", 1_675_079_453_330_227_008),
            ("0", 0),
        ] as [(String, UInt64)]
    )
    func otherWaysToWriteATimeAreRead(text: String, nanoseconds: UInt64) {
        #expect(UnixTime(text)?.nanoseconds == nanoseconds)
    }

    @Test(arguments: [
        "", "now", "2023-02-29", "2023-13-01", "2023-00-01", "2023-01-00", "2023-01-30T24:00:00Z",
        "2023-01-30T11:60:00Z", "2023-01-30T11:50", "2023-01-30T11:50:53", "2023-01-30T11:50:53.Z",
        "2023-01-30T11:50:53Zx", "2023-01-30T11:50:53+1:00", "1969-12-31T23:59:59Z",
        "2554-07-21T23:34:34Z", "9999-12-31", "-1", "99999999999999999999999", "1e9", "１９７０-01-01",
    ])
    func whatIsNoTimeIsRefused(text: String) {
        #expect(UnixTime(text) == nil)
    }
}
