using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.TestKit;

/// <summary>
/// Puts population models together for tests without a model language: every call declares something and returns the
/// expression that stands for it, so a test reads like the model. Mutable; one use.
/// </summary>
/// <param name="name">The model's name.</param>
public sealed class ModelBuilder(string name = "test")
{
    private readonly List<FixedEffect> _thetas = [];
    private readonly List<RandomEffectBlock> _blocks = [];
    private readonly List<Covariate> _covariates = [];
    private readonly List<Definition> _individual = [];
    private readonly List<Definition> _predictions = [];
    private readonly List<Compartment> _compartments = [];
    private readonly List<Endpoint> _endpoints = [];
    private readonly Symbol _time = new("time");
    private readonly Symbol _observed = new("DV");
    private Mixture? _mixture;

    /// <summary>Time.</summary>
    public Expr Time => _time;

    /// <summary>The observed value.</summary>
    public Expr Observed => _observed;

    /// <summary>Declares a fixed effect.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="initial">Its initial value.</param>
    /// <param name="isFixed">True when it is not estimated.</param>
    public Expr Theta(string name, double initial, bool isFixed = false)
    {
        var symbol = new Symbol(name);
        _thetas.Add(new FixedEffect(symbol, initial) { IsFixed = isFixed });
        return symbol;
    }

    /// <summary>Declares a random effect in a block of its own.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="variance">Its variance.</param>
    /// <param name="isFixed">True when the variance is not estimated.</param>
    /// <param name="grouping">What it varies by.</param>
    /// <param name="within">What contains that, or null.</param>
    public Expr Eta(string name, double variance = 0.1, bool isFixed = false, string grouping = "ID", string? within = null)
    {
        var symbol = new Symbol(name);
        _blocks.Add(new RandomEffectBlock(grouping, [new RandomEffect(symbol)], [variance], isFixed) { Within = within });
        return symbol;
    }

    /// <summary>Declares two random effects in a block, with variances 0.1 and a covariance.</summary>
    /// <param name="one">The name of one.</param>
    /// <param name="other">The name of the other.</param>
    /// <param name="grouping">What they vary by.</param>
    /// <param name="within">What contains that, or null.</param>
    public (Expr One, Expr Other) Etas(string one, string other, string grouping = "ID", string? within = null)
    {
        var (first, second) = (new Symbol(one), new Symbol(other));
        _blocks.Add(new RandomEffectBlock(grouping, [new RandomEffect(first), new RandomEffect(second)], [0.1, 0.02, 0.1], false) { Within = within });
        return (first, second);
    }

    /// <summary>Declares a mixture.</summary>
    /// <param name="name">The name of the class's number.</param>
    /// <param name="probabilities">The probabilities of the classes.</param>
    /// <returns>The number of the class.</returns>
    public Expr Mixture(string name, params Expr[] probabilities)
    {
        var symbol = new Symbol(name);
        _mixture = new Mixture(symbol, [.. probabilities.Select((p, k) => new MixtureClass($"class{k + 1}", p))]);
        return symbol;
    }

    /// <summary>Declares a covariate.</summary>
    /// <param name="name">The data column.</param>
    public Expr Covariate(string name)
    {
        var symbol = new Symbol(name);
        _covariates.Add(new Covariate(symbol));
        return symbol;
    }

    /// <summary>Declares an individual parameter.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    public Expr Individual(string name, Expr value)
    {
        var symbol = new Symbol(name);
        _individual.Add(new Definition(symbol, value));
        return symbol;
    }

    /// <summary>Declares a log-normal individual parameter: a fixed effect "tv..." times exp of a random effect "eta_...".</summary>
    /// <param name="name">Its name.</param>
    /// <param name="typical">Initial value of the fixed effect.</param>
    public Expr LogNormal(string name, double typical) =>
        Individual(name, Theta($"tv{name}", typical) * Expr.Exp(Eta($"eta_{name}")));

    /// <summary>Declares a compartment.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The amount in it.</returns>
    public Expr Amount(string name)
    {
        var symbol = new Symbol(name);
        _compartments.Add(new Compartment(symbol));
        return symbol;
    }

    /// <summary>Declares a quantity beside the observations.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    public Expr Prediction(string name, Expr value)
    {
        var symbol = new Symbol(name);
        _predictions.Add(new Definition(symbol, value));
        return symbol;
    }

    /// <summary>Declares observations of any distribution.</summary>
    /// <param name="endpoint">The endpoint.</param>
    public ModelBuilder Observe(Endpoint endpoint)
    {
        _endpoints.Add(endpoint);
        return this;
    }

    /// <summary>Declares the distribution of observations.</summary>
    /// <param name="mean">Mean.</param>
    /// <param name="deviation">Standard deviation.</param>
    /// <param name="selector">Which observations; null: all.</param>
    public ModelBuilder Observe(Expr mean, Expr deviation, Condition? selector = null)
    {
        _endpoints.Add(new Endpoint(mean, deviation) { Selector = selector });
        return this;
    }

    /// <summary>The model with a closed form.</summary>
    /// <param name="absorption">ka, or null without a depot.</param>
    /// <param name="elimination">k10.</param>
    /// <param name="exchange">k12 and k21 of each peripheral compartment.</param>
    public PopulationModel ClosedForm(Expr? absorption, Expr elimination, params (Expr FromCentral, Expr ToCentral)[] exchange) =>
        Build(new ClosedFormStructure([.. _compartments], absorption, elimination, [.. exchange]));

    /// <summary>The model with differential equations.</summary>
    /// <param name="rates">The right-hand sides, in the order of the compartments.</param>
    public PopulationModel Equations(params Expr[] rates) =>
        Build(new EquationStructure([.. _compartments], [.. rates]));

    /// <summary>The model without compartments.</summary>
    public PopulationModel Algebraic() => Build(new AlgebraicStructure());

    private PopulationModel Build(StructuralModel structure) => new()
    {
        Name = name,
        FixedEffects = [.. _thetas],
        RandomEffects = [.. _blocks],
        Covariates = [.. _covariates],
        Individual = [.. _individual],
        Structure = structure,
        Predictions = [.. _predictions],
        Endpoints = [.. _endpoints],
        Mixture = _mixture,
        Time = _time,
        Observed = _observed,
    };
}
