using PopPK.Language.Poppk;
using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.Text;
using Xunit;

namespace PopPK.Language.Tests;

/// <summary>What the statements beside a closed form or equations become in the model.</summary>
public sealed class StructureTests
{
    [Theory]
    [InlineData("lag(central) = a", CompartmentPropertyKind.Lag)]
    [InlineData("bioavailability(central) = a", CompartmentPropertyKind.Bioavailability)]
    [InlineData("rate(central) = a", CompartmentPropertyKind.Rate)]
    [InlineData("duration(central) = a", CompartmentPropertyKind.Duration)]
    [InlineData("initial(central) = a", CompartmentPropertyKind.InitialAmount)]
    [InlineData("central(0) = a", CompartmentPropertyKind.InitialAmount)]
    public void A_property_belongs_to_its_compartment(string statement, CompartmentPropertyKind expected)
    {
        foreach (var text in new[] { $"{statement}\n  one_compartment(k, ka)", $"d/dt depot = -ka*depot\n  {statement}\n  d/dt central = ka*depot - k*central" })
        {
            var reading = Read(text);
            var property = Assert.Single(reading.Model!.CompartmentProperties);
            Assert.Equal((expected, 1), (property.Kind, property.Compartment));
            var value = Assert.IsType<SymbolExpr>(property.Value);
            Assert.Same(reading.Model.FixedEffects.Single(f => f.Name == "a").Symbol, value.Symbol);
            var location = Assert.IsType<TextLocation>(property.Location);
            Assert.Equal(statement, location.Source.TextOf(location.Span));
        }
    }

    [Fact]
    public void A_parameter_that_only_a_property_uses_is_used()
    {
        Assert.Equal(["PK1901"], Read("one_compartment(k, ka)").Diagnostics.Select(d => d.Code));
        Assert.Empty(Read("one_compartment(k, ka)\n  lag(depot) = a").Diagnostics);
    }

    [Fact]
    public void Rate_and_duration_of_a_compartment_may_both_be_given()
    {
        var model = Read("one_compartment(k, ka)\n  rate(central) = a\n  duration(central) = a\n  lag(depot) = a\n  lag(central) = a").Model!;
        Assert.Equal(4, model.CompartmentProperties.Length);
    }

    [Theory]
    [InlineData("WT", CovariateInterpolation.NextCarriedBackward)]
    [InlineData("WT nocb", CovariateInterpolation.NextCarriedBackward)]
    [InlineData("WT locf [kg]", CovariateInterpolation.LastCarriedForward)]
    [InlineData("WT [kg] linear", CovariateInterpolation.Linear)]
    [InlineData("WT constant in {60: light, 90: heavy}", CovariateInterpolation.Constant)]
    public void A_word_says_which_value_holds_between_records(string covariate, CovariateInterpolation expected)
    {
        var model = ModelText.ReadGood($"model m\nparameters\n  a = 1\ncovariates\n  {covariate}, AGE\nobservations\n  DV ~ additive(a*WT*AGE, 1)\n");
        Assert.Equal([expected, CovariateInterpolation.NextCarriedBackward], model.Covariates.Select(c => c.Interpolation));
    }

    [Theory]
    [InlineData("stiff", OdeMethod.Stiff)]
    [InlineData("nonstiff", OdeMethod.NonStiff)]
    [InlineData("automatic", OdeMethod.Automatic)]
    public void A_model_chooses_its_solver(string method, OdeMethod expected)
    {
        const string Equations = "d/dt depot = -ka*depot\n  d/dt central = a*ka*depot - k*central\n  solver ";
        Assert.Equal(new SolverSettings { Method = expected }, Read(Equations + method).Model!.Solver);
        Assert.Equal(
            new SolverSettings { Method = expected, RelativeTolerance = 1e-14, AbsoluteTolerance = 1e-300, SteadyStateTolerance = 0.1 },
            Read($"{Equations}sstol = 0.1, rtol = 1e-14, {method}, atol = 1e-300").Model!.Solver);
        Assert.Equal(new SolverSettings { RelativeTolerance = 0.1 }, Read(Equations + "rtol = 0.1").Model!.Solver);
    }

    [Fact]
    public void Without_a_statement_nothing_is_asked()
    {
        var model = Read("one_compartment(k, ka)\n  lag(depot) = a").Model!;
        Assert.Equal(SolverSettings.Default, model.Solver);
        Assert.Empty(ModelText.ReadGood(ModelText.WithExpression("a")).CompartmentProperties);
    }

    [Fact]
    public void A_compartment_or_definition_may_be_called_solver()
    {
        var model = Read("solver = 2*k\n  d/dt depot = -ka*depot\n  d/dt central = a*ka*depot - solver*central\n  solver stiff").Model!;
        Assert.Equal(OdeMethod.Stiff, model.Solver.Method);
    }

    [Fact]
    public void Compartments_of_closed_forms_are_written_with_the_names_the_language_gives_them()
    {
        var model = ModelText.ReadGood("""
            model m
            parameters
              k = 1
              ka = 2
            structure
              three_compartment(k, k12 = k, k21 = k, k13 = k, k31 = 2*k, ka)
              initial(peripheral2) = k
            observations
              DV ~ additive(central + peripheral1 + peripheral2, 1)
            """);
        var closed = (ClosedFormStructure)model.Structure;
        Symbol[] amounts = [new("A(1)"), new("A(2)"), new("A(3)"), new("A(4)")];
        var foreign = model with
        {
            Structure = closed with { Compartments = [.. amounts.Select(a => new Compartment(a))] },
            Endpoints = [new Endpoint(amounts[1] + Expr.Of(amounts[2]) + amounts[3], 1)],
        };
        ModelEquality.AssertSame(model, ModelText.ReadGood(ModelText.Written(foreign)));
    }

    private static ModelReading Read(string structure) => ModelText.Read($"""
        model m
        parameters
          a = 0.5
          k = 0.1
          ka = 1
        structure
          {structure}
        observations
          DV ~ additive(central, 1)
        """);
}
