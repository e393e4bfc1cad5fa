internal import Dossier

/// A trace that an argument names, and the span of it, if it names one.
struct FoundTrace {
    let id: TraceID
    var span: SpanID?
}

extension DossierFile {
    /// The maximum number of ids listed for an ambiguous argument.
    private static let candidateCountMax = 10

    /// Resolves an argument to the only trace that it may mean; a full id is returned unchecked.
    func resolve(_ reference: TraceReference) throws -> FoundTrace {
        if let id = reference.exactID { return FoundTrace(id: id, span: reference.span) }
        for stage in reference.stages {
            let candidates = try candidates(for: stage)
            if candidates.count > 1 { throw ambiguity(reference, candidates) }
            if let candidate = candidates.first {
                return FoundTrace(id: candidate.id, span: reference.span ?? candidate.span)
            }
        }
        throw unknown(reference)
    }

    /// Resolves an argument to the only trace that it may mean, which is in the store.
    func resolveExisting(_ reference: TraceReference) throws -> TraceID {
        let id = try resolve(reference).id
        guard try !traceIDs(startingWith: id.hex, limit: 1).isEmpty else {
            throw unknown(reference)
        }
        return id
    }

    /// The error for an id that is not in the store.
    func unknown(_ reference: TraceReference) -> CommandFailure {
        let what =
            switch reference.stages[0][0] {
            case .id(let id):
                id.hex == reference.text.lowercased()
                    ? "no trace \(id.hex) in \(path)"
                    : "no trace \(id.hex) in \(path) ('\(reference.text)' is that id)"
            case .prefix(let digits) where digits.utf8.count < 16:
                "no trace in \(path) starts with \(digits)"
            case .prefix, .suffix, .span:
                "no trace or span in \(path) has the id '\(reference.text)'"
            }
        return CommandFailure("\(what); `dossier traces \(path)` lists traces")
    }

    /// The error for an id that no span and no log record has, with what names it.
    func unknown(_ reference: TraceReference, _ id: TraceID) throws -> CommandFailure {
        var query = LogQuery()
        query.trace = id
        let count = try logRecordCount(query)
        guard count > 0 else { return unknown(reference) }
        return CommandFailure(
            "no trace \(id.hex) in \(path), but \(CountText.counted(count, "log record"))"
                + " with that id in an attribute or in the body:"
                + " `dossier logs \(path) --trace \(id.hex)`"
        )
    }

    /// What to say of a service that nothing was found of; nil if the store has it.
    func noteOnUnknownService(_ name: String) throws -> String? {
        let services = try summary().services.map(\.name)
        if services.contains(name) { return nil }
        guard !services.isEmpty else { return "no service '\(name)': the store has none" }
        if let close = Spelling.closest(to: name, among: services) {
            return "no service '\(name)'; did you mean '\(close)'?"
        }
        let listed = services.prefix(Self.serviceCountMax).joined(separator: ", ")
        let more = services.count - Self.serviceCountMax
        return "no service '\(name)'; the store has \(listed)"
            + (more > 0 ? " and \(CountText.grouped(more)) more" : "")
    }

    private static let serviceCountMax = 20

    private struct Candidate {
        let id: TraceID
        var span: SpanID?
        let reason: String
    }

    /// The traces that a stage of readings may mean, each once.
    private func candidates(for readings: [TraceReference.Reading]) throws -> [Candidate] {
        let limit = Self.candidateCountMax + 1
        var found: [Candidate] = []
        for reading in readings {
            let more: [Candidate] =
                switch reading {
                case .id(let id):
                    try traceIDs(startingWith: id.hex, limit: 1)
                        .map { Candidate(id: $0, reason: "has this id") }
                case .prefix(let digits):
                    try traceIDs(startingWith: digits, limit: limit)
                        .map { Candidate(id: $0, reason: "starts with it") }
                case .suffix(let digits):
                    try traceIDs(endingWith: digits, limit: limit)
                        .map { Candidate(id: $0, reason: "ends with it") }
                case .span(let span):
                    try traceIDs(withSpan: span, limit: limit)
                        .map { Candidate(id: $0, span: span, reason: "has a span with this id") }
                }
            for candidate in more where !found.contains(where: { $0.id == candidate.id }) {
                found.append(candidate)
            }
        }
        return found
    }

    private func ambiguity(
        _ reference: TraceReference,
        _ candidates: [Candidate]
    ) -> CommandFailure {
        let isCut = candidates.count > Self.candidateCountMax
        let reasons = Set(candidates.map(\.reason))
        let title =
            if reasons.count > 1 {
                "'\(reference.text)' may mean several traces; give the full id of one:"
            } else if reasons == ["starts with it"] {
                "several traces start with \(reference.text.lowercased()); give more digits:"
            } else {
                "several traces have '\(reference.text)' as an id; give the full id of one:"
            }
        let listed = candidates.prefix(Self.candidateCountMax).map { candidate in
            "  \(candidate.id.hex)" + (reasons.count > 1 ? "  \(candidate.reason)" : "")
        }
        return CommandFailure(
            ([title] + listed + (isCut ? ["  … and more"] : [])).joined(separator: "\n")
        )
    }
}
