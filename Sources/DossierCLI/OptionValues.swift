public import ArgumentParser
public import Dossier

// Values of the library that options take by the names that they have there.

extension TraceQuery.Order: ExpressibleByArgument {}
extension LogQuery.Order: ExpressibleByArgument {}
extension LogQuery.TextPlace: ExpressibleByArgument {}
extension ServiceStatistics.Grouping: ExpressibleByArgument {}
extension QueryOptions.Naming: ExpressibleByArgument {}
extension SyntheticIncident.Fault: ExpressibleByArgument {}

extension TraceViewOptions.Selection: ExpressibleByArgument {}
