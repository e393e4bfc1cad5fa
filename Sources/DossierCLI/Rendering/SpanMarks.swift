internal import Dossier

/// What is odd about a span, in words.
enum SpanMarks {
    /// The marks of a span; `parent` is the span above it, nil at the top.
    static func marks(of span: Span, _ node: TraceTree.Node, parent: Span?) -> [String] {
        var marks: [String] = []
        switch node.position {
        case .root, .child: break
        case .orphan:
            let id = span.parentID.map { "\($0.hex)" } ?? span.parentIDText ?? ""
            marks.append("parent \(id) is not in the store")
        case .cycle: marks.append("cycle: the span is its own ancestor")
        }
        if span.id == nil {
            let text = span.idText ?? ""
            marks.append(text.isEmpty ? "no span id" : "invalid span id \(text)")
        } else if node.isDuplicate, let id = span.id {
            marks.append("duplicate span id \(id.hex)")
        }
        if span.startNanoseconds == 0 { marks.append("no start time") }
        if span.endNanoseconds == 0 { marks.append("no end time") }
        if span.startNanoseconds != 0, span.endNanoseconds != 0,
            span.endNanoseconds < span.startNanoseconds
        {
            marks.append(
                "ends \(text(span.startNanoseconds - span.endNanoseconds)) before it starts"
            )
        }
        if let parent { marks += skew(of: span, parent) }
        return marks
    }

    private static func skew(of span: Span, _ parent: Span) -> [String] {
        var marks: [String] = []
        if span.startNanoseconds != 0, span.startNanoseconds < parent.startNanoseconds {
            let early = parent.startNanoseconds - span.startNanoseconds
            marks.append("starts \(text(early)) before its parent")
        }
        if parent.endNanoseconds != 0, span.endNanoseconds > parent.endNanoseconds {
            let late = span.endNanoseconds - parent.endNanoseconds
            marks.append("ends \(text(late)) after its parent")
        }
        return marks
    }

    private static func text(_ nanoseconds: UInt64) -> String {
        Nanoseconds(nanoseconds).text
    }
}
