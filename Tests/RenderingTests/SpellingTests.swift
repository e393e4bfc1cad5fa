import Testing

@testable import DossierCLI

/// What is suggested for words that are misspelt.
@Suite struct SpellingTests {
    private let verbs = [
        "ingest", "info", "services", "traces", "trace", "logs", "query", "export",
    ]

    @Test(arguments: [
        ("injest", "ingest"), ("INGEST", "ingest"), ("ingets", "ingest"), ("trase", "trace"),
        ("tarces", "traces"), ("serv", "services"), ("qurey", "query"), ("log", "logs"),
    ])
    func closeWordsAreFound(_ text: String, _ expected: String) {
        #expect(Spelling.closest(to: text, among: verbs) == expected)
    }

    @Test func otherWordsAreNot() {
        for text in ["", "x", "nosuch", "completely-different"] {
            #expect(Spelling.closest(to: text, among: verbs) == nil)
        }
    }

    @Test func changesAreCounted() {
        #expect(Spelling.changes("", "abc") == 3)
        #expect(Spelling.changes("abc", "abc") == 0)
        #expect(Spelling.changes("abc", "acb") == 1)
        #expect(Spelling.changes("kitten", "sitting") == 3)
    }

    @Test func severitiesAreReadInManyWords() throws {
        let numbers = ["WARN": 13, "warning": 13, "Error": 17, "critical": 21, "9": 9, "warn2": 14]
        for (text, number) in numbers {
            #expect(try ArgumentReading.severity(text) == Int64(number))
        }
        for text in ["", "loud", "0", "25", "warn5", "-1"] {
            #expect(throws: (any Error).self) { try ArgumentReading.severity(text) }
        }
    }

    @Test func anInterruptionSaysWhatIsStored() {
        let stored = StoredSoFar(store: "a.dossier", isResumable: true)
        #expect(
            stored.text == "nothing new is stored yet; run the same command again to continue"
        )
    }
}
