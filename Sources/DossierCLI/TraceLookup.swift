internal import Dossier

extension DossierFile {
    /// The maximum number of ids listed for an ambiguous prefix.
    private static let candidateCountMax = 10

    /// Resolves a prefix to the only trace that has it; a full id is returned unchecked.
    func resolve(_ reference: TraceReference) throws -> TraceReference {
        guard case .prefix(let digits) = reference else { return reference }
        let limit = Self.candidateCountMax + 1
        let matches = try traceIDs(startingWith: digits, limit: limit).map(TraceReference.id)
        if matches.count > 1 {
            throw ambiguity(digits, matches)
        }
        if let match = matches.first { return match }
        if let padded = reference.padded,
            try !traceIDs(startingWith: padded.text, limit: 1).isEmpty
        {
            return padded
        }
        throw unknown(reference)
    }

    /// The error for an id that is not in the store.
    func unknown(_ reference: TraceReference) -> CommandFailure {
        let what =
            switch reference {
            case .id(let digits): "no trace \(TraceReference.id(digits).text) in \(path)"
            case .prefix(let digits): "no trace in \(path) starts with \(digits)"
            }
        return CommandFailure("\(what); `dossier traces \(path)` lists traces")
    }

    private func ambiguity(_ digits: String, _ matches: [TraceReference]) -> CommandFailure {
        let isCut = matches.count > Self.candidateCountMax
        let listed = matches.prefix(Self.candidateCountMax).map { "  \($0.text)" }
        return CommandFailure(
            (["several traces start with \(digits); give more digits:"] + listed
                + (isCut ? ["  … and more"] : []))
                .joined(separator: "\n")
        )
    }
}
