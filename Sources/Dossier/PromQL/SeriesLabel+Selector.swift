extension QuerySeries {
    /// The labels as PromQL writes them: `name{label="value"}`.
    public var selector: String { labels.selector }
}

extension [SeriesLabel] {
    /// The labels as PromQL writes them: `name{label="value"}`.
    public var selector: String {
        let isName = { (label: SeriesLabel) in label.name.utf8.elementsEqual("__name__".utf8) }
        let name = first(where: isName)?.value ?? ""
        let others = filter { !isName($0) }.map { label in
            let value = label.value.unicodeScalars.reduce(into: "") { text, scalar in
                if scalar == "\"" || scalar == "\\" { text += "\\" }
                text += scalar == "\n" ? "\\n" : String(scalar)
            }
            return "\(label.name)=\"\(value)\""
        }
        guard !others.isEmpty || name.isEmpty else { return name }
        return name + "{" + others.joined(separator: ", ") + "}"
    }
}
