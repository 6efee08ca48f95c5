using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Modeling.Regimens;

/// <summary>A covariate whose values are those of people in a data file, at their first records.</summary>
/// <param name="Symbol">Stands for it in expressions; its name is the column's name.</param>
/// <param name="Location">Where the need for it is written, or null.</param>
public sealed record PopulationColumn(Symbol Symbol, DiagnosticLocation? Location);
