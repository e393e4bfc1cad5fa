internal import DossierColumns

/// The keys of OTLP-JSON objects, including deprecated ones and those of wrappers.
enum JSONKey {
    case unknown
    case resourceSpans, resourceLogs, resourceMetrics, resourceProfiles
    case resource, schemaURL, scope
    case scopeSpans, scopeLogs, scopeMetrics
    case spans, logRecords, metrics
    case attributes, droppedAttributesCount, entityReferences
    case name, version, key, value
    case stringValue, boolValue, intValue, doubleValue, arrayValue, listValue, bytesValue, values
    case traceID, spanID, parentSpanID, traceState, flags, kind
    case startTime, endTime, time, observedTime
    case events, droppedEventsCount, links, droppedLinksCount, status, code, message
    case severityNumber, severityText, body, eventName
    case description, unit, metadata, gauge, sum, histogram, exponentialHistogram, summary
    case intGauge, doubleGauge, intSum, doubleSum, intHistogram, doubleHistogram, doubleSummary
    case data, dataPoints, aggregationTemporality, isMonotonic
    case asDouble, asInt, exemplars, count, bucketCounts, explicitBounds, minimum, maximum
    case scale, zeroCount, zeroThreshold, positive, negative, offset
    case quantileValues, quantile, filteredAttributes, labels, filteredLabels
    case type, idKeys, descriptionKeys
}

extension JSONKey {
    /// Whether it is one of the members of `AnyValue`.
    var isValue: Bool {
        switch self {
        case .stringValue, .boolValue, .intValue, .doubleValue, .bytesValue, .arrayValue,
            .listValue:
            true
        default: false
        }
    }

    /// The key that these bytes spell, in lowerCamelCase or snake_case.
    @inline(__always)
    init(_ bytes: UnsafeRawBufferPointer) {
        let key = JSONKey(camelCase: bytes)
        if key == .unknown, bytes.contains(UInt8(ascii: "_")) {
            self = JSONKey(snakeCase: bytes)
        } else {
            self = key
        }
    }

    private init(snakeCase bytes: UnsafeRawBufferPointer) {
        guard bytes.count < 64 else {
            self = .unknown
            return
        }
        var camel: [UInt8] = []
        var isWordStart = false
        for byte in bytes {
            if byte == UInt8(ascii: "_") {
                isWordStart = true
            } else {
                let isLower = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                camel.append(isWordStart && isLower ? byte - 0x20 : byte)
                isWordStart = false
            }
        }
        self = camel.withUnsafeBytes { JSONKey(camelCase: $0) }
    }

    /// Matches by length, then by bytes; within a length the most frequent key comes first.
    @inline(__always)
    private init(camelCase bytes: UnsafeRawBufferPointer) {
        self = .unknown
        switch bytes.count {
        case 3:
            if equals(bytes, "key") {
                self = .key
            } else if equals(bytes, "sum") {
                self = .sum
            } else if equals(bytes, "min") {
                self = .minimum
            } else if equals(bytes, "max") {
                self = .maximum
            }
        case 4:
            if equals(bytes, "name") {
                self = .name
            } else if equals(bytes, "body") {
                self = .body
            } else if equals(bytes, "logs") {
                self = .logRecords
            } else if equals(bytes, "kind") {
                self = .kind
            } else if equals(bytes, "code") {
                self = .code
            } else if equals(bytes, "unit") {
                self = .unit
            } else if equals(bytes, "type") {
                self = .type
            } else if equals(bytes, "data") {
                self = .data
            }
        case 5:
            if equals(bytes, "value") {
                self = .value
            } else if equals(bytes, "scope") {
                self = .scope
            } else if equals(bytes, "spans") {
                self = .spans
            } else if equals(bytes, "flags") {
                self = .flags
            } else if equals(bytes, "links") {
                self = .links
            } else if equals(bytes, "gauge") {
                self = .gauge
            } else if equals(bytes, "asInt") {
                self = .asInt
            } else if equals(bytes, "count") {
                self = .count
            } else if equals(bytes, "scale") {
                self = .scale
            }
        case 6:
            if equals(bytes, "values") {
                self = .values
            } else if equals(bytes, "spanId") {
                self = .spanID
            } else if equals(bytes, "events") {
                self = .events
            } else if equals(bytes, "status") {
                self = .status
            } else if equals(bytes, "intSum") {
                self = .intSum
            } else if equals(bytes, "offset") {
                self = .offset
            } else if equals(bytes, "labels") {
                self = .labels
            } else if equals(bytes, "idKeys") {
                self = .idKeys
            }
        case 7:
            if equals(bytes, "metrics") {
                self = .metrics
            } else if equals(bytes, "version") {
                self = .version
            } else if equals(bytes, "traceId") {
                self = .traceID
            } else if equals(bytes, "message") {
                self = .message
            } else if equals(bytes, "summary") {
                self = .summary
            }
        case 8:
            if equals(bytes, "intValue") {
                self = .intValue
            } else if equals(bytes, "asDouble") {
                self = .asDouble
            } else if equals(bytes, "resource") {
                self = .resource
            } else if equals(bytes, "metadata") {
                self = .metadata
            } else if equals(bytes, "intGauge") {
                self = .intGauge
            } else if equals(bytes, "positive") {
                self = .positive
            } else if equals(bytes, "negative") {
                self = .negative
            } else if equals(bytes, "quantile") {
                self = .quantile
            }
        case 9:
            if equals(bytes, "schemaUrl") {
                self = .schemaURL
            } else if equals(bytes, "scopeLogs") {
                self = .scopeLogs
            } else if equals(bytes, "boolValue") {
                self = .boolValue
            } else if equals(bytes, "eventName") {
                self = .eventName
            } else if equals(bytes, "histogram") {
                self = .histogram
            } else if equals(bytes, "doubleSum") {
                self = .doubleSum
            } else if equals(bytes, "exemplars") {
                self = .exemplars
            } else if equals(bytes, "zeroCount") {
                self = .zeroCount
            }
        case 10:
            if equals(bytes, "scopeSpans") {
                self = .scopeSpans
            } else if equals(bytes, "logRecords") {
                self = .logRecords
            } else if equals(bytes, "attributes") {
                self = .attributes
            } else if equals(bytes, "entityRefs") {
                self = .entityReferences
            } else if equals(bytes, "arrayValue") {
                self = .arrayValue
            } else if equals(bytes, "bytesValue") {
                self = .bytesValue
            } else if equals(bytes, "traceState") {
                self = .traceState
            } else if equals(bytes, "dataPoints") {
                self = .dataPoints
            }
        case 11:
            if equals(bytes, "stringValue") {
                self = .stringValue
            } else if equals(bytes, "doubleValue") {
                self = .doubleValue
            } else if equals(bytes, "kvlistValue") {
                self = .listValue
            } else if equals(bytes, "description") {
                self = .description
            } else if equals(bytes, "doubleGauge") {
                self = .doubleGauge
            } else if equals(bytes, "isMonotonic") {
                self = .isMonotonic
            }
        case 12:
            if equals(bytes, "timeUnixNano") {
                self = .time
            } else if equals(bytes, "resourceLogs") {
                self = .resourceLogs
            } else if equals(bytes, "scopeMetrics") {
                self = .scopeMetrics
            } else if equals(bytes, "parentSpanId") {
                self = .parentSpanID
            } else if equals(bytes, "severityText") {
                self = .severityText
            } else if equals(bytes, "intHistogram") {
                self = .intHistogram
            } else if equals(bytes, "bucketCounts") {
                self = .bucketCounts
            }
        case 13:
            if equals(bytes, "resourceSpans") {
                self = .resourceSpans
            } else if equals(bytes, "doubleSummary") {
                self = .doubleSummary
            } else if equals(bytes, "zeroThreshold") {
                self = .zeroThreshold
            }
        case 14:
            if equals(bytes, "severityNumber") {
                self = .severityNumber
            } else if equals(bytes, "explicitBounds") {
                self = .explicitBounds
            } else if equals(bytes, "quantileValues") {
                self = .quantileValues
            } else if equals(bytes, "filteredLabels") {
                self = .filteredLabels
            }
        case 15:
            if equals(bytes, "resourceMetrics") {
                self = .resourceMetrics
            } else if equals(bytes, "endTimeUnixNano") {
                self = .endTime
            } else if equals(bytes, "doubleHistogram") {
                self = .doubleHistogram
            } else if equals(bytes, "descriptionKeys") {
                self = .descriptionKeys
            }
        case 16:
            if equals(bytes, "resourceProfiles") {
                self = .resourceProfiles
            }
        case 17:
            if equals(bytes, "startTimeUnixNano") {
                self = .startTime
            } else if equals(bytes, "droppedLinksCount") {
                self = .droppedLinksCount
            }
        case 18:
            if equals(bytes, "droppedEventsCount") {
                self = .droppedEventsCount
            } else if equals(bytes, "filteredAttributes") {
                self = .filteredAttributes
            }
        case 19:
            if equals(bytes, "deprecatedScopeLogs") {
                self = .scopeLogs
            }
        case 20:
            if equals(bytes, "deprecatedScopeSpans") {
                self = .scopeSpans
            } else if equals(bytes, "observedTimeUnixNano") {
                self = .observedTime
            } else if equals(bytes, "exponentialHistogram") {
                self = .exponentialHistogram
            }
        case 22:
            if equals(bytes, "instrumentationLibrary") {
                self = .scope
            } else if equals(bytes, "deprecatedScopeMetrics") {
                self = .scopeMetrics
            } else if equals(bytes, "droppedAttributesCount") {
                self = .droppedAttributesCount
            } else if equals(bytes, "aggregationTemporality") {
                self = .aggregationTemporality
            }
        case 26:
            if equals(bytes, "instrumentationLibraryLogs") {
                self = .scopeLogs
            }
        case 27:
            if equals(bytes, "instrumentationLibrarySpans") {
                self = .scopeSpans
            }
        case 29:
            if equals(bytes, "instrumentationLibraryMetrics") {
                self = .scopeMetrics
            }
        default: break
        }
    }
}

extension JSONKey {
    /// The keys of the lists that only a request has.
    var isRequest: Bool {
        switch self {
        case .resourceSpans, .resourceLogs, .resourceMetrics: true
        default: false
        }
    }
}

/// Whether bytes of the same length as a literal are that literal.
@inline(__always)
private func equals(_ bytes: UnsafeRawBufferPointer, _ literal: StaticString) -> Bool {
    equalBytes(
        UnsafeRawBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount),
        bytes
    )
}
