using System.Collections.Immutable;
using PopPK.Language.Poppk.Binding;
using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Language.Poppk.Writing;

/// <summary>
/// The names means are written with, so that endpoints keep theirs. A mean that is a symbol has its name; one that was an
/// abbreviation of the section <c>structure</c> becomes one again.
/// </summary>
internal sealed class EndpointNames
{
    private readonly string?[] _means;
    private readonly List<(string Name, Expr Value)> _abbreviations = [];

    /// <summary>Names the means of a model's endpoints.</summary>
    /// <param name="model">The model.</param>
    /// <param name="names">The names of its symbols; takes those of abbreviations.</param>
    public EndpointNames(PopulationModel model, SourceNames names)
    {
        _means = [.. model.Endpoints.Select(e => e.Distribution.Prediction is SymbolExpr mean ? names.Of(mean.Symbol) : Abbreviate(e, model, names))];
    }

    /// <summary>Definitions of the section <c>structure</c> that the endpoints use.</summary>
    public IReadOnlyList<(string Name, Expr Value)> Abbreviations => _abbreviations;

    /// <summary>The name an endpoint's mean is written with, or null when it is written out.</summary>
    /// <param name="endpoint">Position of the endpoint.</param>
    public string? MeanOf(int endpoint) => _means[endpoint];

    /// <summary>How correlations name an endpoint: by its mean, or by its place where that does not tell it apart.</summary>
    /// <param name="endpoint">Position of the endpoint.</param>
    public string ReferenceTo(int endpoint) =>
        _means[endpoint] is { } mean && _means.Count(m => m == mean) == 1 ? mean : ExpressionWriter.Number(endpoint + 1);

    private string? Abbreviate(Endpoint endpoint, PopulationModel model, SourceNames names)
    {
        if (endpoint.Distribution.Prediction is not { } mean || !CanBeAbbreviated(mean, model))
        {
            return null;
        }

        if (_abbreviations.Contains((endpoint.Name, mean)))
        {
            return endpoint.Name;
        }

        if (!names.TryTake(endpoint.Name))
        {
            return null;
        }

        _abbreviations.Add((endpoint.Name, mean));
        return endpoint.Name;
    }

    // Abbreviations are bound before predictions are; those beside a closed form do not change in time.
    private static bool CanBeAbbreviated(Expr mean, PopulationModel model)
    {
        var symbols = SymbolsOf.Expression(mean);
        return !model.Predictions.Any(p => symbols.Contains(p.Symbol)) && !symbols.Contains(model.Observed) && model.Structure switch
        {
            EquationStructure => true,
            ClosedFormStructure => !symbols.Contains(model.Time) && !model.Structure.Compartments.Any(c => symbols.Contains(c.Amount)),
            _ => false,
        };
    }
}
