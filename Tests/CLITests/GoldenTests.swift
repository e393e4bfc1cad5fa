import Glibc
import TestSupport
import Testing

/// What the command writes is what it wrote when the golden files were recorded.
///
/// `make golden` records them anew; the difference is reviewed like code.
@Suite(.enabled(if: ChildProcess.command != nil, "the command was not built"))
struct GoldenTests {
    private static let isRecording = getenv("DOSSIER_RECORD_GOLDEN") != nil

    @Test(arguments: Session.all)
    func theTranscriptIsTheRecordedOne(_ session: Session) throws {
        let transcript = try session.transcript()
        if Self.isRecording {
            try #require(record(transcript, in: session.goldenFile))
        } else {
            let difference = firstDifference(Repository.text(session.goldenFile), transcript)
            #expect(difference == nil, "\(session.goldenFile); `make golden` records it anew")
        }
    }

    @Test func everyGoldenFileBelongsToASession() {
        let expected = Set(Session.all.map(\.goldenFile))
        #expect(Set(Repository.files(in: "Tests/CLITests/Golden")).subtracting(expected) == [])
        #expect(expected.count == Session.all.count)
    }

    private func firstDifference(_ recorded: String, _ transcript: String) -> String? {
        guard recorded != transcript else { return nil }
        let (old, new) = (lines(of: recorded), lines(of: transcript))
        let index = zip(old, new).prefix { $0 == $1 }.count
        let was = index < old.count ? old[index] : "nothing"
        let isNow = index < new.count ? new[index] : "nothing"
        return "line \(index + 1): recorded \(was)\nwritten \(isNow)"
    }

    private func lines(of text: String) -> [Substring] {
        text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    private func record(_ text: String, in file: String) -> Bool {
        guard let stream = fopen(Repository.path(file), "w") else { return false }
        defer { fclose(stream) }
        return fputs(text, stream) >= 0
    }
}
