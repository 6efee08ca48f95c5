using PopPK.Modeling;
using PopPK.Symbolics;
using Xunit;

namespace PopPK.Language.Tests;

/// <summary>Structural equality of models: the same declarations and the same expression trees, symbol by symbol.</summary>
internal sealed class ModelEquality
{
    private readonly Dictionary<Symbol, Symbol> _partner = [];

    /// <summary>Asserts that two models are the same.</summary>
    public static void AssertSame(PopulationModel left, PopulationModel right) => new ModelEquality().Compare(left, right);

    private void Compare(PopulationModel left, PopulationModel right)
    {
        Assert.Equal((left.Name, left.Title, left.Method), (right.Name, right.Title, right.Method));
        CompareData(left.Data, right.Data);
        _partner[left.Time] = right.Time;
        Pair(left.Observed, right.Observed);
        All(left.FixedEffects, right.FixedEffects, (l, r) =>
        {
            Pair(l.Symbol, r.Symbol);
            Assert.Equal((l.Initial, l.Lower, l.Upper, l.IsFixed), (r.Initial, r.Lower, r.Upper, r.IsFixed));
            Assert.Equal((l.Unit, l.Description), (r.Unit, r.Description));
        });
        All(left.RandomEffects, right.RandomEffects, (l, r) =>
        {
            All(l.Effects, r.Effects, (a, b) => Pair(a.Symbol, b.Symbol));
            Assert.Equal((l.Grouping, l.Within, l.IsFixed, l.SameAs), (r.Grouping, r.Within, r.IsFixed, r.SameAs));
            Assert.Equal(l.InitialCovariance.AsEnumerable(), r.InitialCovariance);
        });
        All(left.Covariates, right.Covariates, (l, r) =>
        {
            Pair(l.Symbol, r.Symbol);
            Assert.Equal((l.Unit, l.Interpolation), (r.Unit, r.Interpolation));
            Assert.Equal(l.Categories.AsEnumerable(), r.Categories);
        });
        PairClass(left.Mixture, right.Mixture);
        All(left.Individual, right.Individual, CompareDefinition);
        CompareStructure(left.Structure, right.Structure);
        All(left.CompartmentProperties, right.CompartmentProperties, (l, r) =>
        {
            Assert.Equal((l.Kind, l.Compartment), (r.Kind, r.Compartment));
            Assert.True(Same(l.Value, r.Value));
        });
        Assert.Equal(left.Solver, right.Solver);
        All(left.Predictions, right.Predictions, CompareDefinition);
        All(left.Endpoints, right.Endpoints, (l, r) =>
        {
            Assert.Equal(l.Name, r.Name);
            Assert.Equal(l.Selector is null, r.Selector is null);
            Assert.True(l.Selector is null || Same(l.Selector, r.Selector!));
            Assert.Equal(l.Distribution.GetType(), r.Distribution.GetType());
            Assert.Equal(TransformOf(l)?.GetType(), TransformOf(r)?.GetType());
            All(l.Expressions, r.Expressions, (a, b) => Assert.True(Same(a, b)));
            Assert.Equal(ShapeOf(l.Censoring), ShapeOf(r.Censoring));
        });
        CompareMixture(left.Mixture, right.Mixture);
        ComparePriors(left, right);
        All(left.Correlations, right.Correlations, (l, r) =>
        {
            Assert.Equal((l.First, l.Second), (r.First, r.Second));
            Assert.True(Same(l.Correlation, r.Correlation));
        });
    }

    // Which of its parts it has; what they are is among the endpoint's expressions.
    private static (CensoringMethod Method, bool Flag, bool Lower, bool Upper, bool OtherEnd)? ShapeOf(Censoring? censoring) => censoring is null
        ? null
        : (censoring.Method, censoring.Flag is not null, censoring.Lower is not null, censoring.Upper is not null, censoring.OtherEnd is not null);

    private void PairClass(Mixture? left, Mixture? right)
    {
        Assert.Equal(left is null, right is null);
        if (left is not null)
        {
            Pair(left.Class, right!.Class);
        }
    }

    private void CompareMixture(Mixture? left, Mixture? right) => All(left?.Classes ?? [], right?.Classes ?? [], (l, r) =>
    {
        Assert.Equal(l.Name, r.Name);
        Assert.True(Same(l.Probability, r.Probability), l.Name);
    });

    private void ComparePriors(PopulationModel left, PopulationModel right)
    {
        All(left.FixedEffectPriors, right.FixedEffectPriors, (l, r) =>
        {
            Assert.Equal(l.Effects.Select(e => _partner[e]), r.Effects);
            Assert.Equal(l.Mean.AsEnumerable(), r.Mean);
            Assert.Equal(l.Covariance.AsEnumerable(), r.Covariance);
        });
        All(left.CovariancePriors, right.CovariancePriors, (l, r) =>
        {
            Assert.Equal((l.Block, l.DegreesOfFreedom), (r.Block, r.DegreesOfFreedom));
            Assert.Equal(l.Scale.AsEnumerable(), r.Scale);
        });
    }

    private static ObservationTransform? TransformOf(Endpoint endpoint) => (endpoint.Distribution as NormalDistribution)?.Transform;

    private void CompareData(DataReference? left, DataReference? right)
    {
        Assert.Equal(left?.Path, right?.Path);
        if (left is null || right is null)
        {
            return;
        }

        Assert.Equal(left.Renamed.AsEnumerable(), right.Renamed);
        Assert.Equal(left.Dropped.ToArray(), right.Dropped.ToArray());
        All(left.FilterColumns, right.FilterColumns, Pair);
        Assert.Equal(left.Filter is null, right.Filter is null);
        Assert.True(left.Filter is null || Same(left.Filter, right.Filter!));
    }

    private void CompareDefinition(Definition left, Definition right)
    {
        Assert.True(Same(left.Value, right.Value), left.Name);
        Assert.Equal(left.Unit, right.Unit);
        Pair(left.Symbol, right.Symbol);
    }

    private void CompareStructure(StructuralModel left, StructuralModel right)
    {
        Assert.Equal(left.GetType(), right.GetType());
        All(left.Compartments, right.Compartments, (l, r) => Pair(l.Amount, r.Amount));
        switch (left, right)
        {
            case (ClosedFormStructure l, ClosedFormStructure r):
                Assert.Equal(l.AbsorptionRate is null, r.AbsorptionRate is null);
                Assert.True(l.AbsorptionRate is null || Same(l.AbsorptionRate, r.AbsorptionRate!));
                Assert.True(Same(l.EliminationRate, r.EliminationRate));
                All(l.Exchange, r.Exchange, (a, b) => Assert.True(Same(a.FromCentral, b.FromCentral) && Same(a.ToCentral, b.ToCentral)));
                break;
            case (EquationStructure l, EquationStructure r):
                All(l.Rates, r.Rates, (a, b) => Assert.True(Same(a, b)));
                break;
        }
    }

    private bool Same(Expr left, Expr right) => (left, right) switch
    {
        (ConstantExpr l, ConstantExpr r) => l.Value.Equals(r.Value),
        (SymbolExpr l, SymbolExpr r) => _partner.GetValueOrDefault(l.Symbol) == r.Symbol,
        (SumExpr l, SumExpr r) => Same(l.Terms, r.Terms),
        (ProductExpr l, ProductExpr r) => Same(l.Factors, r.Factors),
        (PowerExpr l, PowerExpr r) => Same(l.Base, r.Base) && Same(l.Exponent, r.Exponent),
        (FunctionExpr l, FunctionExpr r) => l.Function == r.Function && Same(l.Argument, r.Argument),
        (SelectExpr l, SelectExpr r) => Same(l.Condition, r.Condition) && Same(l.WhenTrue, r.WhenTrue) && Same(l.WhenFalse, r.WhenFalse),
        _ => false,
    };

    private bool Same(IReadOnlyList<Expr> left, IReadOnlyList<Expr> right) =>
        left.Count == right.Count && left.Zip(right).All(p => Same(p.First, p.Second));

    private bool Same(Condition left, Condition right) => (left, right) switch
    {
        (ComparisonCondition l, ComparisonCondition r) => l.Comparison == r.Comparison && Same(l.Left, r.Left) && Same(l.Right, r.Right),
        (AndCondition l, AndCondition r) => Same(l.Left, r.Left) && Same(l.Right, r.Right),
        (OrCondition l, OrCondition r) => Same(l.Left, r.Left) && Same(l.Right, r.Right),
        (NotCondition l, NotCondition r) => Same(l.Operand, r.Operand),
        _ => false,
    };

    private void Pair(Symbol left, Symbol right)
    {
        Assert.Equal(left.Name, right.Name);
        _partner[left] = right;
    }

    private static void All<T>(IReadOnlyList<T> left, IReadOnlyList<T> right, Action<T, T> compare)
    {
        Assert.Equal(left.Count, right.Count);
        foreach (var (l, r) in left.Zip(right))
        {
            compare(l, r);
        }
    }
}
