package import DossierColumns

/// Where a predicate finds a value of a row.
package enum PredicateColumn: Hashable, Sendable {
    /// A field of the row, whether every row has it or only some.
    case field(Field)
    /// The nanoseconds between start and end of a span; 0 where one is unknown, or the end is first.
    case duration
    /// The nanoseconds from the start of the span to an event; negative if the event was before.
    case timeSinceStart
    /// An attribute of the row.
    case attribute([UInt8])
    /// An attribute of the row's resource.
    case resourceAttribute([UInt8])
    /// An attribute of the row's scope.
    case scopeAttribute([UInt8])
    /// The name of the row's scope; an empty text where it has none.
    case scopeName
    /// The version of the row's scope; an empty text where it has none.
    case scopeVersion
    /// The row's trace id as lower-case hexadecimal digits.
    case traceID
    /// The row's span id as lower-case hexadecimal digits.
    case spanID
    /// The time of a log record, or its observed time if that is unknown.
    case effectiveTime
    /// Of the child rows of a table, such as the events of a span.
    indirect case child(Table, PredicateColumn)
}

/// A condition on rows of a table, evaluated over the columns of one block after another.
///
/// Every part of it is true or false for a row; what absence and other types mean is said by each
/// test.
package indirect enum Predicate: Sendable {
    case constant(Bool)
    /// The value of a column passes; of child rows, that of any.
    case test(PredicateColumn, ValueTest)
    /// The first of some columns that has a value that passes `has` decides: its value passes the
    /// test. Rows where none has such a value pass if the test lets absent values pass.
    case first([PredicateColumn], has: ValueTest, ValueTest)
    /// The first of some sources that a row has decides; rows that have none don't pass.
    case firstSource([PredicateSource])
    /// A log record has a body of a type that can pass, of maps and arrays one that does.
    case hasBody(ValueTest)
    /// The text of a log record's body has words; maps and arrays are texts as JSON.
    case bodyWords(WordMatch)
    case isTrace(TraceID)
    /// The number in a column of references, such as the one of resources, is one for which this is
    /// true.
    case isNumbered(Field, [Bool])
    case and([Predicate])
    case or([Predicate])
    case not(Predicate)
    /// Some child row passes a predicate over the rows of its own table.
    case anyChild(Table, Predicate)
}

/// A place where rows may have a value.
package struct PredicateSource: Sendable {
    /// Whether a row has a value there.
    package let has: Predicate
    /// Whether that value passes.
    package let passes: Predicate

    package init(has: Predicate, passes: Predicate) {
        self.has = has
        self.passes = passes
    }
}
