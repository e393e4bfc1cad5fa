import Testing

@testable import DossierPromQLSyntax

@Suite struct SourceRangeTests {
    @Test func rangesOfTheSameBytesAreEqual() {
        #expect(SourceRange(start: 1, end: 3) == SourceRange(start: 1, end: 3))
        #expect(SourceRange(start: 1, end: 3) != SourceRange(start: 1, end: 4))
    }
}
