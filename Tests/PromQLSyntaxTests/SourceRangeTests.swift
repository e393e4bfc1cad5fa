@testable import DossierPromQLSyntax
import Testing

@Suite struct SourceRangeTests {
    @Test func rangesOfTheSameBytesAreEqual() {
        #expect(SourceRange(start: 1, end: 3) == SourceRange(start: 1, end: 3))
        #expect(SourceRange(start: 1, end: 3) != SourceRange(start: 1, end: 4))
    }
}
