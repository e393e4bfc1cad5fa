package import DossierColumns
import DossierPrimitives

extension OTLPWriter {
    /// Writes one span as an OTLP object, with its events and links.
    package mutating func writeSpan(_ row: Int, of set: RowSet) {
        buffer.beginObject()
        writeSpanMembers(row, of: set)
        buffer.endObject()
    }

    /// Writes the members of a span, for callers that add their own.
    package mutating func writeSpanMembers(_ row: Int, of set: RowSet) {
        let rows = set.rows
        let columns = rows.columns
        let slots = load(row, of: rows)
        traceID(columns[SpanColumn.trace][row], slots, set)
        spanID("spanId", columns[SpanColumn.spanID][row], slots[.spanIDText], set)
        spanID("parentSpanId", columns[SpanColumn.parentSpanID][row], slots[.parentSpanIDText], set)
        text("traceState", slots[.traceState], set)
        unsigned32("flags", slots[.flags])
        let name = set.strings[UInt32(truncatingIfNeeded: columns[SpanColumn.name][row])]
        if !name.isEmpty {
            buffer.key("name")
            buffer.string(name)
        }
        enumeration("kind", columns[SpanColumn.kind][row])
        time("startTimeUnixNano", columns[SpanColumn.startTime][row])
        time("endTimeUnixNano", columns[SpanColumn.endTime][row])
        attributes("attributes", slots, rows, set)
        unsigned32("droppedAttributesCount", slots[.droppedAttributesCount])
        children(.spanEvent, "events", of: row, set) { $0.writeEvent($1, of: $2, set) }
        unsigned32("droppedEventsCount", slots[.droppedEventsCount])
        children(.spanLink, "links", of: row, set) { $0.writeLink($1, of: $2, set) }
        unsigned32("droppedLinksCount", slots[.droppedLinksCount])
        status(columns[SpanColumn.statusCode][row], slots[.statusMessage], set)
    }

    private mutating func status(_ code: UInt64, _ message: UInt64?, _ set: RowSet) {
        if code == 0 && message == nil && !writesEmptyStatus { return }
        buffer.key("status")
        buffer.beginObject()
        text("message", message, set)
        enumeration("code", code)
        buffer.endObject()
    }

    private mutating func children(
        _ table: Table,
        _ key: StaticString,
        of row: Int,
        _ set: RowSet,
        _ write: (inout Self, Int, TableBatch) -> Void
    ) {
        guard let rows = set.children[table], let parents = rows.columns.first else { return }
        var child = firstIndex(in: parents, notBelow: UInt64(row))
        guard child < parents.count, parents[child] == row else { return }
        buffer.key(key)
        buffer.beginArray()
        while child < parents.count, parents[child] == row {
            write(&self, child, rows)
            child += 1
        }
        buffer.endArray()
    }

    private mutating func writeEvent(_ row: Int, of rows: TableBatch, _ set: RowSet) {
        let slots = load(row, of: rows)
        buffer.beginObject()
        time("timeUnixNano", rows.columns[SpanEventColumn.time][row])
        let name = set.strings[UInt32(truncatingIfNeeded: rows.columns[SpanEventColumn.name][row])]
        if !name.isEmpty {
            buffer.key("name")
            buffer.string(name)
        }
        attributes("attributes", slots, rows, set)
        unsigned32("droppedAttributesCount", slots[.droppedAttributesCount])
        buffer.endObject()
    }

    /// Writes a link as an OTLP object; `set` has rows of links.
    package mutating func writeLink(_ row: Int, of set: RowSet) {
        writeLink(row, of: set.rows, set)
    }

    private mutating func writeLink(_ row: Int, of rows: TableBatch, _ set: RowSet) {
        let slots = load(row, of: rows)
        buffer.beginObject()
        traceID(rows.columns[SpanLinkColumn.trace][row], slots, set)
        spanID("spanId", rows.columns[SpanLinkColumn.spanID][row], slots[.spanIDText], set)
        text("traceState", slots[.traceState], set)
        attributes("attributes", slots, rows, set)
        unsigned32("droppedAttributesCount", slots[.droppedAttributesCount])
        unsigned32("flags", slots[.flags])
        buffer.endObject()
    }

    /// Writes one log record as an OTLP object.
    package mutating func writeLogRecord(_ row: Int, of set: RowSet) {
        buffer.beginObject()
        writeLogRecordMembers(row, of: set)
        buffer.endObject()
    }

    /// Writes the members of a log record, for callers that add their own.
    package mutating func writeLogRecordMembers(_ row: Int, of set: RowSet) {
        let rows = set.rows
        let columns = rows.columns
        let slots = load(row, of: rows)
        time("timeUnixNano", columns[LogRecordColumn.time][row])
        time("observedTimeUnixNano", columns[LogRecordColumn.observedTime][row])
        enumeration("severityNumber", columns[LogRecordColumn.severityNumber][row])
        text("severityText", slots[.severityText], set)
        text("name", slots[.recordName], set)
        if let body = slots[.body] {
            buffer.key("body")
            buffer.anyValue(slots.bodyType, body, strings: set.strings)
        }
        attributes("attributes", slots, rows, set)
        unsigned32("droppedAttributesCount", slots[.droppedAttributesCount])
        unsigned32("flags", slots[.flags])
        traceID(columns[LogRecordColumn.trace][row], slots, set)
        spanID("spanId", columns[LogRecordColumn.spanID][row], slots[.spanIDText], set)
        text("eventName", slots[.eventName], set)
    }
}

extension OTLPWriter {
    mutating func traceID(_ word: UInt64, _ slots: RowFields, _ set: RowSet) {
        if slots[.traceIDText] != nil {
            text("traceId", slots[.traceIDText], set)
        } else if word != noTrace {
            buffer.key("traceId")
            buffer.traceID(set.traces[UInt32(truncatingIfNeeded: word)])
        }
    }

    mutating func spanID(_ key: StaticString, _ word: UInt64, _ irregular: UInt64?, _ set: RowSet) {
        if irregular != nil {
            text(key, irregular, set)
        } else if word != 0 {
            buffer.key(key)
            buffer.hex(word)
        }
    }

    mutating func text(_ key: StaticString, _ word: UInt64?, _ set: RowSet) {
        guard let word else { return }
        buffer.key(key)
        buffer.string(set.strings[UInt32(truncatingIfNeeded: word)])
    }

    /// A number of 32 bits; one that they can't hold is left out.
    mutating func unsigned32(_ key: StaticString, _ word: UInt64?) {
        guard let word, word <= UInt64(UInt32.max) else { return }
        buffer.key(key)
        buffer.integer(word)
    }

    mutating func quoted(_ key: StaticString, _ word: UInt64?) {
        guard let word else { return }
        buffer.key(key)
        buffer.quotedInteger(word)
    }

    mutating func double(_ key: StaticString, _ word: UInt64?) {
        guard let word else { return }
        buffer.key(key)
        buffer.double(bits: word)
    }

    /// A number of an enumeration; one that 32 bits can't hold is left out.
    mutating func enumeration(_ key: StaticString, _ word: UInt64) {
        guard word != 0, Int32(exactly: Int64(bitPattern: word)) != nil else { return }
        buffer.key(key)
        buffer.integer(Int64(bitPattern: word))
    }

    mutating func time(_ key: StaticString, _ word: UInt64) {
        if word != 0 { quoted(key, word) }
    }

    mutating func attributes(
        _ key: StaticString,
        _ slots: RowFields,
        _ rows: TableBatch,
        _ set: RowSet
    ) {
        let overflow = slots[.overflow]
        if slots.attributes.isEmpty && overflow == nil { return }
        buffer.key(key)
        buffer.beginArray()
        for (slot, word) in slots.attributes {
            buffer.beginObject()
            buffer.key("key")
            buffer.string(rows.shapes.keys[slot.key])
            buffer.key("value")
            buffer.anyValue(slot.type, word, strings: set.strings)
            buffer.endObject()
        }
        if let overflow {
            buffer.memberElements(set.strings[UInt32(truncatingIfNeeded: overflow)])
        }
        buffer.endArray()
    }
}
