using System.Collections.Immutable;
using PopPK.Prediction.Compilation;
using PopPK.Symbolics;

namespace PopPK.Prediction.Courses;

/// <summary>
/// Something a model predicts at any time: a named prediction such as <c>cp</c>, the prediction f of an endpoint (without residual error), the
/// amount in a compartment, an individual parameter. Immutable; safe to share between threads.
/// </summary>
public sealed class CourseQuantity
{
    private CourseQuantity(CompiledModel model, string name, Expr value)
    {
        Model = model;
        Name = name;
        Function = new QuantityFunction(model, value);
    }

    /// <summary>The name the user gave.</summary>
    public string Name { get; }

    /// <summary>The model.</summary>
    internal CompiledModel Model { get; }

    /// <summary>The function.</summary>
    internal QuantityFunction Function { get; }

    /// <summary>The names that are known in a model, predictions first.</summary>
    /// <param name="model">The model.</param>
    public static ImmutableArray<string> Names(CompiledModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return [.. All(model).Select(q => q.Name).Distinct()];
    }

    /// <summary>The names of what a model's observations are observations of: one where it is clear what a measure without a name means.</summary>
    /// <param name="model">The model.</param>
    public static ImmutableArray<string> Observed(CompiledModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return [.. model.Model.Endpoints.Where(e => e.Distribution.Prediction is not null).Select(e => e.Name).Distinct()];
    }

    /// <summary>Finds a quantity.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">Its name, one of <see cref="Names"/>; case matters.</param>
    /// <returns>The quantity, or null when there is none of that name.</returns>
    public static CourseQuantity? Find(CompiledModel model, string name)
    {
        ArgumentNullException.ThrowIfNull(model);
        foreach (var (known, value) in All(model))
        {
            if (known == name)
            {
                return new CourseQuantity(model, name, value);
            }
        }

        return null;
    }

    // Endpoints before predictions: an endpoint is named after what is predicted, which may be the whole expression.
    private static IEnumerable<(string Name, Expr Value)> All(CompiledModel model)
    {
        var endpoints = model.Model.Endpoints
            .Where(e => e.Distribution.Prediction is not null)
            .Select(e => (e.Name, e.Distribution.Prediction!));
        return model.Model.Predictions.Select(p => (p.Name, Expr.Of(p.Symbol)))
            .Concat(endpoints)
            .Concat(model.Model.Structure.Compartments.Select(c => (c.Name, Expr.Of(c.Amount))))
            .Concat(model.Model.Individual.Select(d => (d.Name, Expr.Of(d.Symbol))));
    }
}
