import Testing

@testable import DossierCLI

/// Command lines that a person can paste.
@Suite struct ShellWordsTests {
    @Test func plainWordsStayAsTheyAre() {
        #expect(ShellWords.joined(["find", "a/b.dossier", "x=1"]) == "find a/b.dossier x=1")
    }

    @Test func otherWordsAreQuoted() {
        #expect(ShellWords.joined(["a b", "", "{ .x = `1` }"]) == "'a b' '' '{ .x = `1` }'")
        #expect(ShellWords.joined(["it's", "$x\n"]) == #"'it'\''s' '$x"# + "\n'")
    }
}
