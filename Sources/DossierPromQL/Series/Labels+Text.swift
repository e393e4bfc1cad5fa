import DossierPromQLSyntax

extension Labels: CustomStringConvertible {
    /// All pairs in braces, the name of the metric among them: `{__name__="up", job="web"}`.
    package var description: String {
        var text = "{"
        for label in pairs {
            if text.utf8.count > 1 { text += ", " }
            let name = ByteString(label.name)
            text += LabelSyntax.isPlain(name) ? name.description : name.quoted
            text += "="
            text += ByteString(label.value).quoted
        }
        return text + "}"
    }
}
