package dev.sleipnir.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Two executors, each a process with one core and the class path of the test. */
final class Cluster {
  private Cluster() {}

  static SparkSession start() throws IOException {
    Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
    var conf =
        new SparkConf()
            .setMaster("local-cluster[2,1,1024]")
            .setAppName("sleipnir-test")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .set("spark.executor.extraJavaOptions", "--add-modules jdk.incubator.vector")
            .set("spark.executor.memory", "1g")
            .set("spark.sql.shuffle.partitions", "2");
    return SparkSession.builder().config(conf).getOrCreate();
  }

  static JavaSparkContext context(SparkSession session) {
    var spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    spark.setLogLevel("ERROR");
    return spark;
  }
}
