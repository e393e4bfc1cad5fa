import TestSupport
import Testing

/// Commands that are run one after another in a folder, and what they write.
struct Session: Sendable, CustomTestStringConvertible {
    let name: String
    let commands: [String]

    init(_ name: String, _ commands: String...) {
        self.name = name
        self.commands = commands
    }

    var testDescription: String { name }

    var goldenFile: String { "Tests/CLITests/Golden/\(name).txt" }

    /// A transcript: each command, what it wrote, and its exit code unless that is 0.
    func transcript() throws -> String {
        let folder = ShopFixture.folder()
        var text = ""
        for command in commands {
            let run = try CommandRun(command, in: folder)
            text +=
                (text.isEmpty ? "" : "\n") + "$ dossier" + (command.isEmpty ? "" : " \(command)")
                + "\n"
            text += Self.readable(run.output)
            for line in run.messages.split(separator: "\n", omittingEmptySubsequences: false)
                .dropLast()
            {
                text += "[stderr] \(line)\n"
            }
            if run.exitCode != 0 { text += "[exit] \(run.exitCode.map { "\($0)" } ?? "signal")\n" }
        }
        return masked(text.replacing(folder.path, with: "FOLDER"))
    }

    /// JSON in several lines, other text as it is.
    private static func readable(_ output: String) -> String {
        guard output.hasPrefix("{"), let values = try? JSON.lines(output.utf8) else {
            return output.isEmpty || output.hasSuffix("\n") ? output : output + "[no line feed]\n"
        }
        return values.map { $0.indented + "\n" }.joined()
            + (output.hasSuffix("\n") ? "" : "[no line feed]\n")
    }

    /// The text without what varies: times, and sizes, which depend on the versions of libraries.
    private func masked(_ text: String) -> String {
        var text = text
        text.replace(
            #/((?:ingested|merged)[^\n]*) in [0-9.]+ (?:ns|µs|ms|s)(?: \([0-9.]+ [kMG]?B/s\))?/#
        ) { "\($0.1) in TIME" }
        text.replace(#/"seconds": [0-9.e-]+/#, with: "\"seconds\": 0")
        text.replace(#/"((?:file_|raw_)?bytes(?:_before|_after)?)": [0-9]+/#) {
            "\"\($0.1)\": 0"
        }
        guard name.hasPrefix("info") || name.hasPrefix("compact") else { return text }
        text.replace(#/[0-9.]+ kB/#, with: "SIZE")
        text.replace(#/\([0-9.]+ % (?:saved|more)\)/#, with: "(SHARE)")
        text.replace(#/(?m)^([a-z][a-z ]+[a-z] +[0-9,]+) +[0-9,]+ +[0-9.]+$/#) { "\($0.1)  BYTES" }
        text.replace(#/(?m)^(catalogue and indexes) +[0-9,]+ *$/#) { "\($0.1)  BYTES" }
        return text
    }
}

extension JSON {
    /// The value over several lines: objects and arrays without others inside on one line.
    fileprivate var indented: String { text(indent: "") }

    private func text(indent: String) -> String {
        let (parts, brackets): ([(String, JSON)], (String, String)) =
            switch self {
            case .array(let elements): (elements.map { ("", $0) }, ("[", "]"))
            case .object(let members):
                (members.map { (JSON.text($0.key).line + ": ", $0.value) }, ("{", "}"))
            default: ([], ("", ""))
            }
        guard parts.contains(where: { !$0.1.elements.isEmpty || !$0.1.members.isEmpty }) else {
            let inner = parts.map { $0.0 + $0.1.line }.joined(separator: ", ")
            return parts.isEmpty ? line : brackets.0 + inner + brackets.1
        }
        let inner = parts.map { "\(indent)  \($0.0)\($0.1.text(indent: indent + "  "))" }
        return brackets.0 + "\n" + inner.joined(separator: ",\n") + "\n\(indent)" + brackets.1
    }

    private var line: String { String(decoding: bytes, as: UTF8.self) }
}
