using System.Text;
using PopPK.Text;
using Xunit;

namespace PopPK.Data.Tests;

public class DatasetReaderTests
{
    [Fact]
    public void A_row_becomes_a_record_with_its_line_number_and_cells()
    {
        var data = DataText.Read("""
            # by hand
            id,Time,AMT,rate,ii,ADDL,SS,CMT,EVID,MDV,DV,WT,NOTE

            7,0,100,25,12,3,1,2,1,1,.,70.5,"fasted, 8 h"
            7,1.5,.,.,.,.,.,central,0,0,9.25,70.5,
            """);

        Assert.Equal(["id", "Time", "AMT", "rate", "ii", "ADDL", "SS", "CMT", "EVID", "MDV", "DV", "WT", "NOTE"], data.Columns.AsEnumerable());
        var subject = Assert.Single(data.Subjects);
        Assert.Equal("7", subject.Id);
        var dose = subject.Records[0];
        Assert.Equal((4, 0.0, RecordKind.Dose, 100.0, 25.0, 12.0, 3, 1), (dose.Row, dose.Time, dose.Kind, dose.Amount, dose.Rate, dose.Interval, dose.AdditionalDoses, dose.SteadyState));
        Assert.Equal((2, null), (dose.CompartmentNumber, dose.CompartmentName));
        Assert.False(dose.IsObservation);
        Assert.Equal("fasted, 8 h", dose.Cells[data.IndexOf("note")]);
        Assert.Equal(70.5, dose.Values[data.IndexOf("wt")]);
        var sample = subject.Records[1];
        Assert.Equal((5, 1.5, RecordKind.Observation, 9.25, true, 0.0, 0.0), (sample.Row, sample.Time, sample.Kind, sample.DependentValue, sample.IsObservation, sample.Amount, sample.Rate));
        Assert.Equal((null, "central"), (sample.CompartmentNumber, sample.CompartmentName));
        Assert.Equal(1, data.ObservationCount);
    }

    [Fact]
    public void Without_evid_a_row_with_an_amount_is_a_dose()
    {
        var records = DataText.Records("ID,TIME,AMT,DV\n1,0,100,.\n1,1,0,5\n1,2,.,4\n1,3,,3\n");

        Assert.Equal([RecordKind.Dose, RecordKind.Observation, RecordKind.Observation, RecordKind.Observation], records.Select(r => r.Kind));
    }

    [Fact]
    public void Mdv_and_a_missing_value_make_an_observation_a_place_for_prediction_only()
    {
        var records = DataText.Records("ID,TIME,DV,MDV\n1,0,5,1\n1,1,.,0\n1,2,4,0\n1,3,4,.\n1,4,BLQ,1\n");

        Assert.Equal([false, false, true, true, false], records.Select(r => r.IsObservation));
        Assert.All(records, r => Assert.Equal(RecordKind.Observation, r.Kind));
        Assert.True(double.IsNaN(records[1].DependentValue));
    }

    [Theory]
    [InlineData("ID,TIME,AMT,DV\r\n1,0,100,.\r\n1,1,.,5.5\r\n")]
    [InlineData("ID,TIME,AMT,DV\r1,0,100,.\r1,1,.,5.5\r")]
    [InlineData("ID,TIME,AMT,DV\n1,0,100,.\n1,1,.,5.5\n\u001A")]
    [InlineData("\uFEFFID,TIME,AMT,DV\n1,0,100,.\n1,1,.,5.5")]
    [InlineData("ID;TIME;AMT;DV\n1;0;100;.\n1;1;;5.5\n")]
    [InlineData("ID\tTIME\tAMT\tDV\n1\t0\t100\t.\n1\t1\t\t5.5\n")]
    [InlineData("\"ID\",\"TIME\",\"AMT\",\"DV\"\n\"1\",\"0\",\"100\",\".\"\n \"1\" , 1 ,, 5.5 \n,,,\n\n")]
    [InlineData("id,time,amt,dv\n1,0E0,1d2,.\n1,+1.,.,.55D+01\n")]
    public void Every_dialect_gives_the_same_records(string text)
    {
        var records = DataText.Records(text);

        Assert.Equal([(RecordKind.Dose, 0.0, 100.0), (RecordKind.Observation, 1.0, 0.0)], records.Select(r => (r.Kind, r.Time, r.Amount)));
        Assert.Equal(5.5, records[1].DependentValue);
    }

    [Theory]
    [InlineData("\n\n# a\nID,TIME,DV\n\n1,0,1\n# b\n\n1,1,2x\n", 9)]
    [InlineData("ID,TIME,DV\r\n1,0,1\r\n\r\n1,1,2x\r\n", 4)]
    public void Rows_are_counted_as_an_editor_counts_lines(string text, int line)
    {
        var error = Assert.Single(DataText.TryRead(text).Diagnostics, d => d.IsError);

        Assert.Equal(new CellLocation("data.csv", line, "DV", "2x"), error.Location);
    }

    [Fact]
    public void Renamed_columns_are_read_under_their_new_names_and_shown_under_the_file_s()
    {
        var options = new DatasetReadingOptions { Renamed = DatasetReadingOptions.Default.Renamed.Add("DV", "LNDV").Add("WT", "kg"), Dropped = ["dv"] };
        var data = DataText.Read("ID,TIME,DV,LNDV,KG\n1,0,9,2.2,70\n", options);

        Assert.Equal(["ID", "TIME", "DV", "WT"], data.Columns.AsEnumerable());
        Assert.Equal(2.2, data.Subjects[0].Records[0].DependentValue);
        Assert.Equal(70, data.Subjects[0].Records[0].Values[data.IndexOf("WT")]);

        var error = Assert.Single(DataText.TryRead("ID,TIME,DV,LNDV,KG\n1,0,9,high,70\n", options).Diagnostics);
        Assert.Equal("LNDV", ((CellLocation)error.Location!).Column);
    }

    [Fact]
    public void A_dropped_column_loses_its_standard_meaning()
    {
        var data = DataText.Read("ID,AMT,TIME,DV\n1,4.02,0,0.74\n1,.,1,2.8\n", new DatasetReadingOptions { Dropped = ["AMT"] });

        Assert.Equal(2, data.ObservationCount);
        Assert.Equal(-1, data.IndexOf("AMT"));
    }

    [Fact]
    public void The_row_filter_sees_the_file_s_columns_even_dropped_ones_and_hides_bad_cells()
    {
        var options = new DatasetReadingOptions { Dropped = ["SD"], FilterColumns = ["sd"], RowFilter = row => row["SD"] == 1 };
        var data = DataText.Read("ID,TIME,DV,SD\n1,0,5,1\n1,-7,oops,0\n1,2,4,1\n", options);

        Assert.Equal([2, 4], data.Subjects[0].Records.Select(r => r.Row));
    }

    [Fact]
    public void A_row_filter_must_declare_its_columns()
    {
        var options = new DatasetReadingOptions { FilterColumns = ["SD"], RowFilter = row => row["WT"] == 1 };

        Assert.Throws<ArgumentException>(() => DataText.TryRead("ID,TIME,DV,SD,WT\n1,0,5,1,1\n", options));
    }

    [Fact]
    public void Missing_covariates_take_the_previous_value_and_before_the_first_the_next()
    {
        var options = new DatasetReadingOptions { RequiredColumns = [new RequiredColumn("WT"), new RequiredColumn("AMT"), new RequiredColumn("DV")] };
        var data = DataText.Read("ID,TIME,AMT,DV,WT,OTHER\n1,0,.,.,.,.\n1,1,.,1,70,.\n1,2,.,1,NA,.\n1,3,.,1,75,5\n1,4,.,1,,.\n2,0,.,1,50,.\n", options);

        double[] Column(int subject, string name) => [.. data.Subjects[subject].Records.Select(r => r.Values[data.IndexOf(name)])];
        Assert.Equal([70, 70, 70, 75, 75], Column(0, "WT"));
        Assert.Equal([50], Column(1, "WT"));
        Assert.Equal([0, 0, 0, 0, 0], Column(0, "AMT"));
        Assert.Equal([double.NaN, 1, 1, 1, 1], Column(0, "DV"));
        Assert.Equal([double.NaN, double.NaN, double.NaN, 5, double.NaN], Column(0, "OTHER"));
    }

    [Fact]
    public void A_change_of_a_column_within_a_subject_is_found()
    {
        var data = DataText.Read("ID,TIME,DV,WT,AGE,TXT\n1,0,1,70,.,a\n1,1,1,71,.,b\n2,0,1,50,.,c\n");

        Assert.Equal(3, data.Subjects[0].FirstChangeOf(data.IndexOf("WT"))!.Row);
        Assert.True(data.Subjects[1].IsConstant(data.IndexOf("WT")));
        Assert.False(data.IsConstantWithinSubjects(data.IndexOf("WT")));
        Assert.True(data.IsConstantWithinSubjects(data.IndexOf("AGE")));
    }

    [Fact]
    public void Subjects_are_told_apart_by_number_or_else_by_text()
    {
        var data = DataText.Read("ID,TIME,DV\n7,0,1\n7.0,1,1\n07,2,1\n8,0,1\nA1,0,1\nA1,1,1\na1,0,1\n");

        Assert.Equal([("7", 3), ("8", 1), ("A1", 2), ("a1", 1)], data.Subjects.Select(s => (s.Id, s.Records.Length)));
    }

    [Theory]
    [InlineData("1,0,0,.,1,10,0,0,1,1", "a constant infusion at steady state")]
    [InlineData("1,0,0,.,4,10,0,0,1,1", "the same after a reset")]
    [InlineData("1,0,0,.,1,0,0,0,1,1", "the steady state of the system's own inputs")]
    [InlineData("1,0,100,.,1,10,12,3,1,1", "steady state followed by additional doses")]
    [InlineData("1,0,100,.,1,10,12,0,2,1", "steady state added")]
    [InlineData("1,0,100,.,1,1,12,3,0,1", "infusions that overlap")]
    [InlineData("1,0,100,.,1,-1,0,0,0,1", "a modelled rate")]
    [InlineData("1,0,100,.,1,-2,12,3,0,1", "a modelled duration")]
    [InlineData("1,0,.,.,2,0,0,0,0,-1", "switching a compartment off")]
    [InlineData("1,0,.,.,2,0,0,0,0,1", "switching a compartment on")]
    [InlineData("1,0,.,5,0,0,0,0,0,-1", "switching it off behind an observation")]
    public void What_nonmem_allows_is_read_without_a_word(string row, string what)
    {
        var reading = DataText.TryRead($"ID,TIME,AMT,DV,EVID,RATE,II,ADDL,SS,CMT\n{row}\n1,1,.,5,0,0,0,0,0,1\n");

        Assert.True(reading.Diagnostics.IsEmpty, what);
        Assert.Equal(int.Parse(row.Split(',')[^1]), reading.Dataset!.Subjects[0].Records[0].CompartmentNumber);
    }

    [Fact]
    public void A_first_row_of_records_is_not_taken_for_names()
    {
        var error = Assert.Single(DataText.TryRead("S01,0,100,.\nS01,1,.,5.5\n").Diagnostics);

        Assert.Equal("PK2006", error.Code);
        Assert.DoesNotContain("S01", DiagnosticRenderer.Render(error), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_may_look_like_numbers_where_others_are_known()
    {
        Assert.Equal(1, DataText.Read("ID,TIME,DV,2\n1,0,5,1\n").Subjects[0].Records[0].Values[3]);
    }

    [Fact]
    public void Time_may_start_anew_at_a_reset()
    {
        var records = DataText.Records("ID,TIME,AMT,DV,EVID\n1,0,100,.,1\n1,24,.,5,0\n1,0,100,.,4\n1,2,.,5,0\n1,1,.,.,3\n");

        Assert.Equal([0, 24, 0, 2, 1], records.Select(r => r.Time));
    }

    [Fact]
    public void Files_that_are_not_there_or_no_text_are_diagnostics()
    {
        var folder = Directory.CreateTempSubdirectory("poppk");
        try
        {
            var file = Path.Combine(folder.FullName, "warfarin.csv");
            File.WriteAllText(file, "ID,TIME,DV\n1,0,1\n");
            var binary = Path.Combine(folder.FullName, "sheet.csv");
            File.WriteAllBytes(binary, [0x50, 0x4B, 3, 4, 20, 0, 6, 0, 10, 13, 10]);

            var packed = Path.Combine(folder.FullName, "packed.csv");
            File.WriteAllBytes(packed, [0x1F, 0x8B, 8, 0x2C, 0x80, 0x41]);

            Assert.NotNull(DatasetReader.Read(file).Dataset);
            AssertFails(packed, "PK2004", "saved as CSV");
            AssertFails(Path.Combine(folder.FullName, "warfarn.csv"), "PK2001", "did you mean 'warfarin.csv'?");
            AssertFails(Path.Combine(folder.FullName, "theophylline.csv"), "PK2001", "the data files of folder '" + folder.FullName + "' are packed.csv, sheet.csv, warfarin.csv");
            AssertFails(Path.Combine(folder.FullName, "no", "x.csv"), "PK2001", "there is no folder");
            AssertFails(folder.FullName, "PK2002", "name a CSV file inside it");
            AssertFails(binary, "PK2004", "saved as CSV");
            AssertFails("\0", "PK2001", "folder '.'");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_file_that_somebody_else_keeps_locked_is_a_diagnostic()
    {
        var file = Path.GetTempFileName();
        try
        {
            using var locked = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            AssertFails(file, "PK2003", "the system says");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Utf16_files_with_a_byte_order_mark_are_read()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "ID,TIME,DV\n1,0,1.5\n", Encoding.Unicode);
            Assert.Equal(1.5, DatasetReader.Read(file).Dataset!.Subjects[0].Records[0].DependentValue);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void AssertFails(string path, string code, string advice)
    {
        var reading = DatasetReader.Read(path);
        var error = Assert.Single(reading.Diagnostics);
        Assert.Null(reading.Dataset);
        Assert.Equal(code, error.Code);
        Assert.Equal(path, error.Location!.Path);
        Assert.Contains(advice, error.Advice, StringComparison.Ordinal);
    }
}
