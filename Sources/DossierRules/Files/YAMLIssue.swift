/// Something wrong in a YAML file, and where.
package struct YAMLIssue: Hashable, Sendable, CustomStringConvertible {
    /// From 1; 0 where no place is known.
    package var line: Int
    package var column: Int
    package var message: String

    package var description: String {
        line > 0 ? "\(line):\(column): \(message)" : message
    }
}

/// All that is wrong in a YAML file, in the order of its lines.
package struct YAMLFileError: Error, Sendable, CustomStringConvertible {
    package var issues: [YAMLIssue]

    package init(_ issues: [YAMLIssue]) {
        self.issues = issues.enumerated().sorted {
            ($0.element.line, $0.element.column, $0.offset)
                < ($1.element.line, $1.element.column, $1.offset)
        }.map(\.element)
    }

    package var description: String { issues.map(\.description).joined(separator: "\n") }
}
