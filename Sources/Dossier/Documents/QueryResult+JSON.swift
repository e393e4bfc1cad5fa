internal import DossierColumns
import DossierPrimitives

extension QueryResult {
    /// The response of `/api/v1/query` and `/api/v1/query_range` of Prometheus' HTTP API, as
    /// `schema/query-result.schema.json` describes it.
    public func json() -> [UInt8] {
        jsonParts.reduce(into: []) { $0 += $1 }
    }

    /// The same document in parts, each made when it is asked for, so that the document need not be
    /// in memory as a whole.
    public var jsonParts: JSONParts { JSONParts(self) }

    /// The parts of a result as JSON.
    public struct JSONParts: Sequence, IteratorProtocol, Sendable {
        /// About how many points a thread puts into words at a time, and how many such parts there
        /// are before they are given out.
        private static let partPointCount = 4096
        private static let partCountAtOnce = 8

        private let result: QueryResult
        private let series: [QuerySeries]
        private let isMatrix: Bool
        private var json = JSONWriter()
        private var hasBegun = false
        private var hasEnded = false
        /// The series from here on are not in words yet.
        private var position = 0
        private var ready: ArraySlice<[UInt8]> = []

        fileprivate init(_ result: QueryResult) {
            self.result = result
            isMatrix = if case .matrix = result.value { true } else { false }
            switch result.value {
            case .vector(let series), .matrix(let series): self.series = series
            case .scalar, .string: series = []
            }
        }

        public mutating func next() -> [UInt8]? {
            if let part = ready.popFirst() { return part }
            if !hasBegun {
                hasBegun = true
                begin()
                return json.takeBytes()
            }
            if position < series.count {
                ready = elements()[...]
                return ready.popFirst()
            }
            guard !hasEnded else { return nil }
            hasEnded = true
            end()
            return json.takeBytes(endingLine: true)
        }

        private mutating func begin() {
            json.beginObject()
            json.string("status", "success")
            json.key("data")
            json.beginObject()
            json.string("resultType", result.kind)
            json.key("result")
            switch result.value {
            case .scalar(let point): json.pair(point)
            case .string(let text, let time):
                json.beginArray()
                json.timestamp(time.milliseconds)
                json.string(text)
                json.endArray()
            case .vector, .matrix: json.beginArray()
            }
        }

        private mutating func end() {
            switch result.value {
            case .scalar, .string: break
            case .vector, .matrix: json.endArray()
            }
            if let evaluationTime = result.evaluationTime {
                json.object("stats") { json in
                    json.object("timings") { json in
                        json.double("evalTotalTime", evaluationTime.inSeconds)
                        json.double("execTotalTime", evaluationTime.inSeconds)
                    }
                }
            }
            json.endObject()
            json.notes("warnings", result.warnings)
            json.notes("infos", result.infos)
            json.endObject()
        }

        /// The next series, in parts that are put into words side by side.
        private mutating func elements() -> [[UInt8]] {
            var parts: [ArraySlice<QuerySeries>] = []
            while position < series.count, parts.count < Self.partCountAtOnce {
                let start = position
                var pointCount = 0
                while position < series.count, pointCount < Self.partPointCount {
                    pointCount += series[position].points.count + 1
                    position += 1
                }
                parts.append(series[start..<position])
            }
            return parallelMap(parts) { [isMatrix] in Self.elements($0, isMatrix: isMatrix) }
        }

        /// Series that stand together in a result, those behind the first with a comma before them.
        private static func elements(
            _ series: ArraySlice<QuerySeries>,
            isMatrix: Bool
        ) -> [UInt8] {
            var json = JSONWriter(needsComma: series.startIndex > 0)
            for element in series {
                json.object { json in
                    json.labels(element.labels)
                    if isMatrix {
                        json.points(element.points)
                        if !element.exemplars.isEmpty { json.exemplars(element.exemplars) }
                    } else if let point = element.points.first {
                        json.key(point.number == nil ? "histogram" : "value")
                        json.pair(point)
                    }
                }
            }
            return json.takeBytes()
        }
    }

    private var kind: String {
        switch value {
        case .scalar: "scalar"
        case .string: "string"
        case .vector: "vector"
        case .matrix: "matrix"
        }
    }
}

extension JSONWriter {
    fileprivate mutating func labels(_ labels: [SeriesLabel]) {
        object("metric") { json in
            for label in labels { json.string(label.name, label.value) }
        }
    }

    /// As `/api/v1/query_exemplars` of Prometheus' HTTP API has them.
    fileprivate mutating func exemplars(_ exemplars: [SpanExemplar]) {
        array("exemplars", exemplars) { json, exemplar in
            json.object { json in
                json.object("labels") { json in
                    json.string("trace_id", exemplar.trace.hex)
                    if let span = exemplar.span { json.string("span_id", span.hex) }
                }
                json.string("value", QueryNumber.text(exemplar.value))
                json.key("timestamp")
                json.timestamp(exemplar.time.milliseconds)
            }
        }
    }

    fileprivate mutating func points(_ points: QueryPoints) {
        let numbers = points.lazy.filter { $0.number != nil }
        let histograms = points.lazy.filter { $0.number == nil }
        if !numbers.isEmpty { array("values", numbers) { $0.pair($1) } }
        if !histograms.isEmpty { array("histograms", histograms) { $0.pair($1) } }
    }

    /// A time and a value.
    fileprivate mutating func pair(_ point: QueryPoint) {
        switch point.value {
        case .number(let number):
            sample(point.milliseconds, number)
        case .histogram(let histogram):
            beginArray()
            timestamp(point.milliseconds)
            self.histogram(histogram)
            endArray()
        }
    }

    /// An array of a time, in seconds, and a number as text.
    mutating func sample(_ milliseconds: Int64, _ value: Double) {
        beginValue()
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { buffer in
            var text = ShortText(buffer)
            text.append("[")
            if milliseconds < 0 { text.append("-") }
            let (seconds, fraction) = milliseconds.magnitude.quotientAndRemainder(dividingBy: 1000)
            text.append(digitsOf: seconds)
            if fraction != 0 {
                text.append(".")
                text.append(digitsOf: fraction, count: 3)
            }
            text.append(",")
            text.append("\"")
            if let whole = Int64(exactly: value), whole.magnitude < 1 << 53,
                value.bitPattern != 1 << 63
            {
                if whole < 0 { text.append("-") }
                text.append(digitsOf: whole.magnitude)
                text.append("\"")
                text.append("]")
                bytes.append(contentsOf: text.bytes)
            } else {
                bytes.append(contentsOf: text.bytes)
                bytes.append(contentsOf: QueryNumber.text(value).utf8)
                bytes.append(UInt8(ascii: "\""))
                bytes.append(UInt8(ascii: "]"))
            }
        }
    }

    private mutating func histogram(_ histogram: QueryHistogram) {
        object { json in
            json.string("count", QueryNumber.text(histogram.count))
            json.string("sum", QueryNumber.text(histogram.sum))
            guard !histogram.buckets.isEmpty else { return }
            json.array("buckets", histogram.buckets) { json, bucket in
                json.beginArray()
                json.integer(bucket.boundaryRule)
                json.string(QueryNumber.text(bucket.lower))
                json.string(QueryNumber.text(bucket.upper))
                json.string(QueryNumber.text(bucket.count))
                json.endArray()
            }
        }
    }

    /// Seconds with milliseconds, if there are any.
    fileprivate mutating func timestamp(_ milliseconds: Int64) {
        beginValue()
        bytes += QueryNumber.seconds(milliseconds).utf8
    }
}

extension QueryHistogram.Bucket {
    /// Prometheus' number for which bounds belong to the bucket.
    fileprivate var boundaryRule: Int {
        switch (includesLower, includesUpper) {
        case (false, true): 0
        case (true, false): 1
        case (false, false): 2
        case (true, true): 3
        }
    }
}

extension QueryPoint.Value {
    /// The value in six digits.
    package var text: String {
        switch self {
        case .number(let number): QueryNumber.shortText(number)
        case .histogram(let histogram):
            "count \(QueryNumber.shortText(histogram.count)),"
                + " sum \(QueryNumber.shortText(histogram.sum))"
        }
    }
}

/// Numbers as Prometheus' HTTP API prints them.
package enum QueryNumber {
    package static func text(_ value: Double) -> String {
        let magnitude = value.magnitude
        guard value.isFinite, magnitude != 0, magnitude < 1e-6 || magnitude >= 1e21 else {
            return FloatText.decimal(value)
        }
        return FloatText.general(value)
    }

    /// A number in six digits, which are enough to read; one below 1e-10 in all of its digits.
    package static func shortText(_ number: Double) -> String {
        guard number.isFinite, number.magnitude >= 1e-10, number.rounded() != number else {
            return text(number)
        }
        var scale = 1.0
        while number.magnitude * scale < 1e5 { scale *= 10 }
        return text((number * scale).rounded() / scale)
    }

    /// Seconds since the Unix epoch.
    package static func seconds(_ milliseconds: Int64) -> String {
        let magnitude = milliseconds.magnitude
        let fraction = magnitude % 1000
        let sign = milliseconds < 0 ? "-" : ""
        guard fraction != 0 else { return "\(sign)\(magnitude / 1000)" }
        let digits = String(fraction)
        let padding = String(repeating: "0", count: 3 - digits.utf8.count)
        return "\(sign)\(magnitude / 1000).\(padding)\(digits)"
    }
}
