import TestSupport
import Testing

@testable import Dossier
@testable import DossierCLI

/// Command lines that a person can paste.
@Suite struct ShellWordsTests {
    @Test func plainWordsStayAsTheyAre() {
        #expect(ShellWords.joined(["find", "a/b.dossier", "x=1"]) == "find a/b.dossier x=1")
    }

    @Test func otherWordsAreQuoted() {
        #expect(ShellWords.joined(["a b", "", "{ .x = `1` }"]) == "'a b' '' '{ .x = `1` }'")
        #expect(ShellWords.joined(["it's", "$x"]) == #"'it'\''s' '$x'"#)
    }

    @Test func aQuoteWithAnAccentIsAQuote() {
        let quoted = ShellWords.joined(["a'\u{301};date;'\u{301}"])
        #expect(Array(quoted.utf8) == Array("'a'\\''\u{301};date;'\\''\u{301}'".utf8))
    }

    @Test func controlCharactersAreEscapedAsShellsReadThem() {
        let quoted = ShellWords.joined(["$x\n\t'\\!", "\u{1B}[0m", "a\u{202E}1", "\r\n"])
        #expect(quoted == #"$'$x\n\t\x27\\\x21' $'\x1B[0m' $'a\xE2\x80\xAE1' $'\r\n'"#)
        #expect(TerminalText(quoted).text == quoted)
    }
}

/// The commands that `find` prints.
@Suite struct FindCommandsTests {
    private let folder = TemporaryFolder()
    private static let trace = "0a000000000000000000000000000001"

    private func commands(
        _ value: String,
        in dump: String,
        _ query: ValueQuery = ValueQuery()
    ) throws -> [String] {
        let store = folder.file("s.dossier")
        _ = try Ingestion(store: store).run([folder.write("dump.jsonl", (dump + "\n").utf8)])
        let found = try #require(DossierFile(store).find([value], query).values.first)
        #expect(found.isFound)
        return FindCommands(found, store: "s", query).lines
    }

    private func log(_ members: String) -> String {
        #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"7",\#(members)}]}]}]}"#
    }

    @Test func aValueWithADashIsNoOption() throws {
        let dump = log(#""body":{"stringValue":"-5"}"#)
        #expect(try commands("-5", in: dump) == ["dossier logs s --contains=-5"])
    }

    @Test func aSeverityHasNoCommand() throws {
        let dump = log(#""severityText":"Fatal","body":{"stringValue":"x"}"#)
        #expect(try commands("Fatal", in: dump) == [])
    }

    @Test func aNumberIsOnlyLookedForAsItsText() throws {
        let dump = log(#""attributes":[{"key":"n","value":{"intValue":"4711"}}]"#)
        #expect(try commands("4711.0", in: dump) == [])
        let command = "dossier logs s --contains 4711 --in attributes"
        #expect(try commands("4711", in: dump) == [command])
    }

    @Test func aSpanOfAnExemplarIsOpenedByItsTrace() throws {
        let exemplar =
            #"{"timeUnixNano":"8","asDouble":1,"traceId":"\#(Self.trace)","#
            + #""spanId":"00000000000000ab"}"#
        let point = #"{"timeUnixNano":"8","asInt":"1","exemplars":[\#(exemplar)]}"#
        let metric = #"{"name":"m","gauge":{"dataPoints":[\#(point)]}}"#
        let dump = #"{"resourceMetrics":[{"scopeMetrics":[{"metrics":[\#(metric)]}]}]}"#
        #expect(try commands("00000000000000ab", in: dump) == ["dossier trace s \(Self.trace)"])
    }
}
