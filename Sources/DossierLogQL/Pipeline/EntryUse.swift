package import DossierLogQLSyntax
import DossierPromQLSyntax
import DossierTemplates

/// What stages need of entries.
package struct EntryUse: Hashable, Sendable {
    /// The labels that are asked for; nil for all.
    package private(set) var labels: Set<[UInt8]>?
    /// Whether the line is looked at.
    package private(set) var hasLine: Bool

    /// What stages need whose entries are wanted as they are then.
    package static let all = EntryUse(labels: nil, hasLine: true)

    /// What it takes to have lines as they are stored.
    package static let line = EntryUse(labels: [], hasLine: true)

    private init(labels: Set<[UInt8]>?, hasLine: Bool) {
        self.labels = labels
        self.hasLine = hasLine
    }

    /// What a range needs of entries.
    package init(of aggregation: RangeAggregation) {
        let range = aggregation.range
        self.init(labels: nil, hasLine: false)
        if let grouping = aggregation.grouping, !grouping.isWithout {
            labels = Set(grouping.labels.map(\.bytes))
        }
        add([EntryError.preserveLabel])
        switch aggregation.function {
        case .bytesOverTime, .bytesRate: hasLine = true
        default: break
        }
        if let unwrap = range.unwrap {
            add([unwrap.label.bytes])
            for filter in unwrap.filters { add(filter.labels) }
        }
        add(range.pipeline.stages)
    }

    /// What stages need to tell whether they keep an entry.
    package init(ofFilters stages: [LogStage]) {
        self.init(labels: [], hasLine: false)
        add(stages)
    }

    private mutating func add(_ names: some Sequence<[UInt8]>) { labels?.formUnion(names) }

    private mutating func add(_ stages: [LogStage]) {
        for stage in stages {
            switch stage {
            case .lineFilter, .json, .logfmt, .regexp, .pattern, .unpack, .decolorize:
                hasLine = true
            case .labelFilter(let filter): add(filter.labels)
            case .lineFormat(let template): add(template)
            case .labelFormat(let assignments):
                for assignment in assignments {
                    switch assignment.source {
                    case .rename(let name): add([name.bytes])
                    case .template(let template): add(template)
                    }
                }
            case .drop(let selections), .keep(let selections):
                add(selections.map(\.label.bytes))
            }
        }
    }

    /// Adds what a template may ask for: anything, if it has more than labels.
    private mutating func add(_ template: ByteString) {
        guard let fields = try? LogTemplate.parse(template, name: "").fields else {
            (labels, hasLine) = (nil, true)
            return
        }
        for field in fields {
            if case .field(let name) = field { add([Array(name.utf8)]) }
        }
    }
}

extension LabelFilter {
    /// The labels that are asked for.
    ///
    /// Recursion is bounded by the nesting of queries.
    fileprivate var labels: [[UInt8]] {
        switch self {
        case .matches(let matcher): [matcher.name.bytes]
        case .number(let label, _, _), .duration(let label, _, _), .byteCount(let label, _, _),
            .address(let label, _, _):
            [label.bytes]
        case .and(let left, let right), .or(let left, let right): left.labels + right.labels
        }
    }
}
