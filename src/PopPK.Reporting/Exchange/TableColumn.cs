using PopPK.Evaluation;

namespace PopPK.Reporting.Exchange;

/// <summary>A column of a table. Immutable.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Value">What it shows: a value per record from the run's values.</param>
public sealed record TableColumn(string Name, Func<RecordValues, double> Value);
