using System.Collections.Immutable;
using PopPK.Symbolics;

namespace PopPK.Modeling;

/// <summary>
/// A column that is not in the data file but made from it, record by record: the value an expression had at the record before, 0 at the
/// first record of the data. Subjects follow each other without a break; what begins anew with a subject says so by
/// <see cref="PopulationModel.RecordPosition"/>. Immutable.
/// </summary>
/// <param name="Symbol">Stands for the column, whose name it has.</param>
/// <param name="Next">
/// What the column is at the next record, in terms of <paramref name="Columns"/>, of carried columns and of the record's position.
/// </param>
/// <param name="Columns">The columns of the data file it uses; a symbol's name is the column's name. A missing value counts as 0.</param>
public sealed record CarriedColumn(Symbol Symbol, Expr Next, ImmutableArray<Symbol> Columns)
{
    /// <summary>The column's name.</summary>
    public string Name => Symbol.Name;
}
