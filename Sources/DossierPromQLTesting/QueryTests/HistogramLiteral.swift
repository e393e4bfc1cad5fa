import DossierPromQL
import DossierPromQLSyntax

/// A native histogram as the test language writes it: `{{schema:1 sum:4 buckets:[1 2]}}`.
struct HistogramLiteral {
    var histogram = FloatHistogram()
    /// Whether a counter-reset hint was written.
    var hasHint = false
    var positiveOffset: Int32 = 0
    var negativeOffset: Int32 = 0
    var positiveCounts: [Double] = []
    var negativeCounts: [Double] = []

    /// The histogram with its buckets.
    mutating func finish() {
        histogram.positive = HistogramBuckets(offset: positiveOffset, counts: positiveCounts)
        histogram.negative = HistogramBuckets(offset: negativeOffset, counts: negativeCounts)
    }
}

extension SeriesScanner {
    mutating func parseHistogram() throws(Failure) -> HistogramLiteral {
        position += 2
        var literal = HistogramLiteral()
        var seen: Set<ByteString> = []
        while true {
            skipBlanks()
            if startsWith("}}") {
                position += 2
                literal.finish()
                return literal
            }
            let key = ByteString(Array(text[position...].prefix { $0.isASCIIWord }))
            position += key.bytes.count
            guard !key.isEmpty, peek() == UInt8(ascii: ":") else { throw unexpected() }
            guard seen.insert(key).inserted else {
                throw Failure(message: "duplicate key \(key.quoted) in histogram")
            }
            position += 1
            try parseField(key, of: &literal)
        }
    }

    private mutating func parseField(
        _ key: ByteString,
        of literal: inout HistogramLiteral
    ) throws(Failure) {
        switch key {
        case "schema": literal.histogram.schema = try parseSchema()
        case "sum": literal.histogram.sum = try parseSignedNumber()
        case "count": literal.histogram.count = try parseSignedNumber()
        case "z_bucket": literal.histogram.zeroCount = try parseSignedNumber()
        case "z_bucket_w": literal.histogram.zeroThreshold = try parseSignedNumber()
        case "custom_values": literal.histogram.customBounds = try parseList()
        case "buckets": literal.positiveCounts = try parseList()
        case "n_buckets": literal.negativeCounts = try parseList()
        case "offset": literal.positiveOffset = try parseInteger()
        case "n_offset": literal.negativeOffset = try parseInteger()
        case "counter_reset_hint":
            literal.histogram.resetHint = try parseHint()
            literal.hasHint = true
        default: throw Failure(message: "bad histogram descriptor found: \(key.quoted)")
        }
    }

    private mutating func parseSchema() throws(Failure) -> Int {
        let schema = Int(try parseInteger())
        let known = FloatHistogram.exponentialSchemas
        guard known.contains(schema) || schema == FloatHistogram.customBucketsSchema else {
            throw Failure(
                message: "unknown schema \(schema) of a histogram; it is \(known.lowerBound) to "
                    + "\(known.upperBound), or \(FloatHistogram.customBucketsSchema)"
            )
        }
        return schema
    }

    private mutating func parseInteger() throws(Failure) -> Int32 {
        guard let value = Int32(exactly: try parseSignedNumber()) else {
            throw Failure(message: "a histogram's schema and offsets are whole numbers")
        }
        return value
    }

    private mutating func parseList() throws(Failure) -> [Double] {
        guard peek() == UInt8(ascii: "[") else { throw unexpected() }
        position += 1
        var values: [Double] = []
        while true {
            skipBlanks()
            if peek() == UInt8(ascii: "]") {
                position += 1
                return values
            }
            values.append(try parseSignedNumber())
        }
    }

    private mutating func parseHint() throws(Failure) -> FloatHistogram.ResetHint {
        let word = ByteString(Array(text[position...].prefix { $0.isASCIIWord }))
        position += word.bytes.count
        switch word {
        case "unknown": return .unknown
        case "reset": return .reset
        case "not_reset": return .notReset
        case "gauge": return .gauge
        default: throw Failure(message: "bad counter reset hint \(word.quoted)")
        }
    }
}
