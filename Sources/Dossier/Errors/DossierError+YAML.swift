internal import DossierRules

extension DossierError.Issue {
    init(_ issue: YAMLIssue, in path: String) {
        self.path = path
        position = issue.line > 0 ? .line(issue.line, column: issue.column) : nil
        message = issue.message
    }
}

extension DossierError {
    /// An error for all that is wrong in files.
    init(_ code: Code, _ issues: [Issue]) {
        self.init(
            code,
            issues.map(\.description).joined(separator: "\n"),
            path: issues.first?.path,
            position: issues.first?.position,
            issues: issues
        )
    }
}
