internal import DossierColumns

/// The members of an entry that OTLP does not define, which may have been meant as its content.
struct UnknownMembers {
    struct Member {
        let name: [UInt8]
        let offset: UInt64

        init(_ name: [UInt8], at offset: UInt64) {
            self.name = name
            self.offset = offset
        }
    }

    private(set) var members: [Member] = []

    /// One of them is enough to tell what is missing; more than these are not listed.
    private static let limit = 8

    mutating func add(_ member: Member?) {
        if let member, members.count < Self.limit { members.append(member) }
    }
}

extension DumpReader {
    /// Notes the members of an entry that has nothing else.
    mutating func note(_ others: UnknownMembers) {
        for member in others.members {
            if elements.anomalies.isUnsettled { settleAnomalies() }
            member.name.withUnsafeBytes { elements.anomalies.note(.groupMember, $0, at: 0) }
            let offset = window.embeddedIn ?? member.offset
            elements.anomalies.settle { _ in offset }
        }
    }

    /// Moves what is unusual in the input so far to the batch.
    mutating func moveAnomalies() {
        let anomalies = elements.anomalies.take(input: number)
        elements.batch.content.anomalies += anomalies
        for anomaly in anomalies { outcome.anomalies.add(anomaly) }
    }
}
