import DossierLogQL
import DossierLogQLSyntax
import DossierPromQLSyntax
import Foundation
import TestSupport
import Testing

/// The literal evaluator against what Loki makes of queries and lines.
@Suite struct OracleCaseTests {
    private static let folder = SharedFiles.folder.map { $0 + "/conformance/logql/" }

    private static func document(_ name: String) throws -> JSON {
        let path = (folder ?? "") + name + ".json"
        return try JSON(String(contentsOfFile: path, encoding: .utf8))
    }

    @Test(.enabled(if: folder != nil, "the shared conformance files are not here"))
    func pipelinesComeOutAsExpected() throws {
        var checked = 0
        for element in try Self.document("pipeline").elements {
            let text = element["query"]?.text ?? ""
            guard case .log(let pipeline)? = try? LogQLQuery(parsing: text), pipeline.isPlain else {
                continue
            }
            checked += 1
            let entry = OracleEntry(
                time: Int64(element["ts_ns"]?.text ?? "") ?? 0,
                line: Self.bytes(element["line"]),
                stream: Self.labels(element["stream"]),
                metadata: Self.labels(element["metadata"])
            )
            let result = try entry.running(pipeline.stages)
            let expected = element["expect"]
            #expect((result != nil) == (expected?["kept"] == .bool(true)), "\(text) \(entry)")
            guard var result, expected?["kept"] == .bool(true) else { continue }
            if let error = result.error { result.parsed["__error__"] = ByteString(error) }
            var parsed = Self.labels(expected?["parsed"])
            parsed["__error_details__"] = nil
            #expect(result.line == Self.bytes(expected?["line"]), "\(text) \(entry)")
            #expect(result.stream == Self.labels(expected?["stream"]), "\(text) \(entry)")
            #expect(result.metadata == Self.labels(expected?["metadata"]), "\(text) \(entry)")
            #expect(result.parsed == parsed, "\(text) \(entry)")
        }
        #expect(checked > 500)
    }

    @Test(.enabled(if: folder != nil, "the shared conformance files are not here"))
    func seriesComeOutAsExpected() throws {
        let document = try Self.document("metric")
        var checked = 0
        for element in document["cases"]?.elements ?? [] {
            let text = element["query"]?.text ?? ""
            guard case .metric(let metric)? = try? LogQLQuery(parsing: text), metric.isPlain,
                element["expect"]?["scalar"] == nil,
                let streams = document["datasets"]?[element["dataset"]?.text ?? ""]?.elements
            else { continue }
            checked += 1
            let times = Self.times(element)
            var oracle = Oracle(streams.flatMap { Self.entries($0) })
            let found = Result { try times.map { try oracle.vector(of: metric, at: $0) } }
            switch found {
            case .failure: #expect(element["expect"]?["fail"] == .bool(true), "\(text)")
            case .success(let vectors):
                let complaint = Self.complaint(vectors, element["expect"]?["series"]?.elements)
                #expect(complaint == nil, "\(text)")
            }
        }
        #expect(checked > 400)
    }

    @Test(.enabled(if: folder != nil, "the shared conformance files are not here"))
    func levelsComeOutAsExpected() throws {
        for element in try Self.document("detected_level").elements {
            let entry = OracleEntry(
                time: 0,
                line: Self.bytes(element["line"]),
                stream: Self.labels(element["labels"]),
                metadata: Self.labels(element["metadata"])
            )
            // What has a level already gets no other.
            guard entry.metadata["detected_level"] == nil else { continue }
            let level = OracleLevel.level(of: entry)
            #expect(level?.description == element["detected_level"]?.text, "\(entry)")
        }
    }

    // MARK: - Cases

    private static func bytes(_ value: JSON?) -> [UInt8] {
        if case .string(let bytes)? = value { bytes } else { [] }
    }

    /// Of an object, or an array of pairs of which the first of a name counts.
    private static func labels(_ value: JSON?) -> OracleEntry.Labels {
        var labels: OracleEntry.Labels = [:]
        for member in value?.members ?? [] {
            labels[ByteString(member.key)] = ByteString(bytes(member.value))
        }
        for pair in (value?.elements ?? []).reversed() {
            labels[ByteString(bytes(pair.elements.first))] = ByteString(bytes(pair.elements.last))
        }
        return labels
    }

    private static func integer(_ value: JSON?) -> Int64? {
        if case .number(let text)? = value { Int64(text) } else { nil }
    }

    private static func entries(_ stream: JSON) -> [OracleEntry] {
        let (start, every) = (integer(stream["at_ns"]) ?? 0, integer(stream["every_ns"]) ?? 0)
        return (0..<(integer(stream["count"]) ?? 1)).map { index in
            let line = stream["line"]?.text?.replacingOccurrences(of: "{{.i}}", with: "\(index)")
            return OracleEntry(
                time: start + index * every,
                line: Array((line ?? "").utf8),
                stream: labels(stream["labels"]),
                metadata: labels(stream["metadata"])
            )
        }
    }

    private static func times(_ element: JSON) -> [Int64] {
        if let time = integer(element["at_ns"]) { return [time] }
        let (from, to) = (integer(element["from_ns"]) ?? 0, integer(element["to_ns"]) ?? 0)
        return Array(stride(from: from, through: to, by: Int(integer(element["step_ns"]) ?? 1)))
    }

    /// How series differ from those expected; nil if they don't.
    private static func complaint(_ vectors: [[Oracle.Sample]], _ expected: [JSON]?) -> String? {
        var found: [OracleEntry.Labels: [Int: Double]] = [:]
        for (index, vector) in vectors.enumerated() {
            for sample in vector { found[sample.labels, default: [:]][index] = sample.value }
        }
        guard let expected, expected.count == found.count else { return "\(found)" }
        for one in expected {
            for (index, value) in (one["values"]?.elements ?? []).enumerated() {
                let known = found[labels(one["labels"])]?[index]
                var wanted: Double?
                if case .number(let text) = value { wanted = Double(text) }
                if case .string(let text) = value {
                    wanted = OracleUnits.number(ByteString(text))
                }
                guard isSame(known, wanted) else { return "\(found)" }
            }
        }
        return nil
    }

    private static func isSame(_ left: Double?, _ right: Double?) -> Bool {
        guard let left, let right else { return left == nil && right == nil }
        return left == right || left.isNaN && right.isNaN
            || (left - right).magnitude <= 1e-9 * max(left.magnitude, right.magnitude)
    }
}

// MARK: - What the literal evaluator has

extension LogPipeline {
    fileprivate var isPlain: Bool {
        stages.allSatisfy { stage in
            switch stage {
            case .lineFormat(let template): OracleTemplate(template).isPlain
            case .labelFormat(let assignments):
                assignments.allSatisfy { assignment in
                    guard case .template(let template) = assignment.source else { return true }
                    return OracleTemplate(template).isPlain
                }
            default: true
            }
        }
    }
}

extension LogMetric {
    fileprivate var isPlain: Bool {
        switch self {
        case .range(let aggregation): aggregation.range.pipeline.isPlain
        case .vector(let aggregation):
            aggregation.function != .approximateTopK && aggregation.operand.isPlain
        case .binary(let operation): operation.left.isPlain && operation.right.isPlain
        case .number, .constant: true
        case .labelReplace(let replacement): replacement.operand.isPlain
        }
    }
}
